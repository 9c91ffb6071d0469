using System.Globalization;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Report;

/// <summary>Curves over a sweep of thresholds: delay against false alarms, and precision against recall.</summary>
internal static class CurveChart
{
    private const double Width = 620;
    private const double Height = 340;
    private const double Left = 56;
    private const double Right = 604;
    private const double Top = 26;
    private const double Bottom = 288;
    private const double LeastPerDay = .05;
    private const double MostPerDay = 200;
    private const double LeastDelay = .2;
    private const double MostDelay = 1000;
    private const double LeastRecall = .5;

    /// <summary>Median delay against false alarms in a day; thresholds that find at least half of the cascades.</summary>
    public static string Delay(IReadOnlyList<DetectorResult> detectors)
    {
        SvgText svg = new(Width, Height, "Median delay against false alarms per day");
        LogAxis x = new(LeastPerDay, MostPerDay, Left, Right);
        LogAxis y = new(LeastDelay, MostDelay, Bottom, Top);
        Frame(svg, "false alarms per day", "median delay, s");
        foreach ((double at, string label) in x.Marks("0"))
        {
            svg.Line(at, Top, at, Bottom, "grid").Text(at, Bottom + 16, label, "middle");
        }

        foreach ((double at, string label) in y.Marks("0"))
        {
            svg.Line(Left, at, Right, at, "grid").Text(Left - 6, at + 4, label, "end");
        }

        Draw(svg, detectors, p => p.Recall >= LeastRecall && double.IsFinite(p.DelayMedianSeconds), p => (x.At(p.FalseAlarmsPerDay), y.At(p.DelayMedianSeconds)));
        return svg.ToString();
    }

    /// <summary>Precision against recall.</summary>
    public static string PrecisionAgainstRecall(IReadOnlyList<DetectorResult> detectors)
    {
        SvgText svg = new(Width, Height, "Precision against recall");
        Frame(svg, "recall", "precision");
        for (int i = 0; i <= 5; i++)
        {
            string label = (i / 5.0).ToString("0.0", CultureInfo.InvariantCulture);
            double atX = Left + ((Right - Left) * i / 5);
            double atY = Bottom - ((Bottom - Top) * i / 5);
            svg.Line(atX, Top, atX, Bottom, "grid").Text(atX, Bottom + 16, label, "middle");
            svg.Line(Left, atY, Right, atY, "grid").Text(Left - 6, atY + 4, label, "end");
        }

        Draw(svg, detectors, p => p.Hits > 0, p => (Left + ((Right - Left) * p.Recall), Bottom - ((Bottom - Top) * p.Precision)));
        return svg.ToString();
    }

    private static void Frame(SvgText svg, string x, string y)
    {
        svg.Rectangle(Left, Top, Right - Left, Bottom - Top, "frame");
        svg.Text((Left + Right) / 2, Bottom + 36, x, "middle", "title");
        svg.Text(2, Top - 14, y, "start", "title");
    }

    // A detector without a threshold is one point.
    private static void Draw(SvgText svg, IReadOnlyList<DetectorResult> detectors, Func<Score, bool> shown, Func<Score, (double X, double Y)> place)
    {
        for (int i = 0; i < detectors.Count; i++)
        {
            DetectorResult detector = detectors[i];
            OperatingPoint[] points = [.. detector.Curve.Where(p => shown(p.Score))];
            svg.Polyline(points.Select(p => place(p.Score)), $"curve d{i}");
            foreach (OperatingPoint point in points)
            {
                (double x, double y) = place(point.Score);
                svg.Dot(x, y, 2, $"dot d{i}", Hint(detector.Name, point.Threshold, point.Score));
            }

            if (shown(detector.Score))
            {
                (double x, double y) = place(detector.Score);
                svg.Dot(x, y, 6, $"chosen d{i}", Hint(detector.Name, detector.Threshold, detector.Score));
            }
        }
    }

    private static string Hint(string name, double threshold, Score score) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name} at {threshold:0.##}: recall {score.Recall:0.000}, precision {score.Precision:0.000}, {score.FalseAlarmsPerDay:0.00} false alarms per day, delay {score.DelayMedianSeconds:0.0} s (p90 {score.DelayP90Seconds:0.0} s)");
}
