using System.Globalization;
using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Report;

/// <summary>One stream over time: how many liquidations, what the labels say, and when each detector was in alarm.</summary>
internal static class TimelineChart
{
    private const double Width = 1240;
    private const double Left = 120;
    private const double Right = 1200;
    private const double RateHeight = 70;
    private const double RowHeight = 20;
    private const int Bins = 554;
    private const double LeastWidth = 1.2;

    /// <summary>Draws the part of a stream that was scored.</summary>
    public static string Draw(StreamResult result)
    {
        TimeSpanNs window = result.Truth.Window;
        double height = RateHeight + ((result.Alarms.Count + 1) * RowHeight) + 34;
        SvgText svg = new(Width, height, $"Timeline of {result.Stream.Name}");
        Rate(svg, result.Stream, window);
        Labels(svg, result.Truth);
        for (int i = 0; i < result.Alarms.Count; i++)
        {
            (string detector, IReadOnlyList<AlarmInterval> alarms) = result.Alarms[i];
            double top = RateHeight + ((i + 1) * RowHeight);
            svg.Text(Left - 8, top + 14, detector, "end");
            foreach (AlarmInterval alarm in alarms.Where(a => a.ClearedNs > window.FromNs && a.RaisedNs < window.ToNs))
            {
                Bar(svg, window, alarm.RaisedNs, alarm.ClearedNs, top, $"bar d{i}", $"{detector}: {Time(alarm.RaisedNs)}, {(alarm.ClearedNs - alarm.RaisedNs) * 1e-9:0} s");
            }
        }

        double bottom = RateHeight + ((result.Alarms.Count + 1) * RowHeight) + 4;
        svg.Line(Left, bottom, Right, bottom, "frame");
        foreach (long ns in Marks(window))
        {
            svg.Line(X(window, ns), 4, X(window, ns), bottom, "grid");
            svg.Text(X(window, ns), bottom + 16, DateTime.UnixEpoch.AddTicks(ns / 100).ToString(window.LengthNs > 2 * 86_400_000_000_000L ? "MM-dd HH:mm" : "HH:mm", CultureInfo.InvariantCulture), "middle");
        }

        return svg.ToString();
    }

    private static void Rate(SvgText svg, EvaluationStream stream, TimeSpanNs window)
    {
        int[] counts = new int[Bins];
        foreach (ref readonly EventRecord record in stream.Table.Records)
        {
            if (record.Kind == RecordKind.Liquidation && record.ReceiveNs >= window.FromNs && record.ReceiveNs < window.ToNs)
            {
                counts[(int)((double)(record.ReceiveNs - window.FromNs) / window.LengthNs * Bins)]++;
            }
        }

        // Square root: a cascade must not press everything else to the ground.
        double most = Math.Sqrt(Math.Max(1, counts.Max()));
        double step = (Right - Left) / Bins;
        IEnumerable<(double, double)> top = counts.Select((count, i) => (Left + ((i + .5) * step), RateHeight - 2 - ((RateHeight - 14) * Math.Sqrt(count) / most)));
        svg.Polygon([(Left, RateHeight - 2), .. top, (Right, RateHeight - 2)], "rate");
        svg.Text(Left - 8, RateHeight - 8, "liquidations", "end");
        svg.Text(Left + 4, 12, string.Create(CultureInfo.InvariantCulture, $"at most {counts.Max():#,0} in {window.LengthNs * 1e-9 / Bins:0} s (square-root scale)"));
    }

    private static void Labels(SvgText svg, Truth truth)
    {
        svg.Text(Left - 8, RateHeight + 14, "labels", "end");
        foreach (CascadeLabel label in truth.Labels.Where(l => l.EndNs >= truth.Window.FromNs && l.OnsetNs < truth.Window.ToNs))
        {
            bool cascade = label.Kind == LabelKind.Cascade;
            Bar(
                svg, truth.Window, label.OnsetNs, label.EndNs, RateHeight, cascade ? "label" : "ignored",
                $"{(cascade ? "cascade" : "ignored")}: {Time(label.OnsetNs)}, {(label.EndNs - label.OnsetNs) * 1e-9:0} s");
        }
    }

    private static void Bar(SvgText svg, TimeSpanNs window, long fromNs, long toNs, double top, string style, string hint)
    {
        double from = X(window, fromNs);
        svg.Rectangle(from, top + 3, Math.Max(LeastWidth, X(window, toNs) - from), RowHeight - 6, style, hint);
    }

    private static double X(TimeSpanNs window, long ns) =>
        Left + ((Right - Left) * Math.Clamp((double)(ns - window.FromNs) / window.LengthNs, 0, 1));

    // The finest of these steps that gives at most a dozen marks.
    private static IEnumerable<long> Marks(TimeSpanNs window)
    {
        const long Minute = 60_000_000_000L;
        long[] steps = [Minute, 5 * Minute, 15 * Minute, 60 * Minute, 180 * Minute, 360 * Minute, 720 * Minute, 1440 * Minute, 2880 * Minute, 7200 * Minute];
        long step = steps.FirstOrDefault(s => window.LengthNs / s <= 12, 43_200 * Minute);
        for (long ns = (window.FromNs + step - 1) / step * step; ns < window.ToNs; ns += step)
        {
            yield return ns;
        }
    }

    private static string Time(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
