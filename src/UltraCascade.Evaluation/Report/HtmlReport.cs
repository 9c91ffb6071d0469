using System.Globalization;
using System.Text;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Report;

/// <summary>The evaluation as one page that needs nothing else: style, drawings and figures are in it, no script, no address.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="calibration">Where the threshold came from, when it was chosen in the same run.</param>
    /// <param name="made">When.</param>
    public static string Write(EvaluationResult result, CalibrationResult? calibration, DateTimeOffset made)
    {
        StringBuilder page = new();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append("<title>UltraCascade evaluation</title>\n<style>\n").Append(ReportStyle.Css).Append("</style>\n</head>\n<body>\n<main>\n<h1>UltraCascade evaluation</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">{made.UtcDateTime:yyyy-MM-dd HH:mm} UTC{From(calibration)}</p>\n");
        Headline(page, result);
        page.Append("<h2>Detectors</h2>\n").Append(Legend(result.Detectors));
        page.Append(Table(["detector", "threshold", "recall", "precision", "false alarms per day", "delay median", "delay p90", "raised median", "raised p90", "AUC-PR", "level changes per episode"], result.Detectors.Select(Row), words: 1));
        page.Append("<p class=\"quiet\">Delays are those of all cascades found, 0 where the alarm of an earlier one was still on; the raised ones needed an alarm of their own.</p>\n");
        page.Append("<div class=\"pair\">\n<figure>\n").Append(CurveChart.Delay(result.Detectors));
        page.Append("<figcaption>How late for how many false alarms: each dot is a threshold that finds at least half of the cascades, the large one is the threshold judged above. Lower left is better.</figcaption>\n</figure>\n<figure>\n");
        page.Append(CurveChart.PrecisionAgainstRecall(result.Detectors));
        page.Append("<figcaption>Precision against recall over the same thresholds. Upper right is better.</figcaption>\n</figure>\n</div>\n");
        Stress(page, result.Detectors);
        page.Append("<h2>Streams</h2>\n");
        foreach (StreamResult stream in result.Streams.Where(s => s.Truth.Window.LengthNs > 0))
        {
            page.Append("<figure class=\"wide\">\n").Append(TimelineChart.Draw(stream)).Append("<figcaption>").Append(SvgText.Escape(Describe(stream))).Append("</figcaption>\n</figure>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string From(CalibrationResult? calibration) => calibration is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" · threshold {calibration.Threshold:0.##} chosen on {calibration.CalmDays:0.0} calm days for {calibration.FalseAlarmsPerDay:0.##} false alarms per day (measured there: {calibration.MeasuredPerDay:0.00})");

    private static void Headline(StringBuilder page, EvaluationResult result)
    {
        Score ours = result.Detectors[0].Score;
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"headline\">{ours.Hits} of {ours.Labels} cascades found, {ours.FalseAlarms} false alarms in {ours.Days:0.0} days, half of the alarms within {Seconds(ours.DelayMedianSeconds)} of the onset.</p>\n");
    }

    private static string Legend(IReadOnlyList<DetectorResult> detectors) =>
        "<p class=\"legend\">" + string.Join(" ", detectors.Select((d, i) => $"<span><i class=\"key d{i}\"></i>{SvgText.Escape(d.Name)}</span>")) + "</p>\n";

    private static void Stress(StringBuilder page, IReadOnlyList<DetectorResult> detectors)
    {
        if (detectors.All(d => d.Stress.Count == 0))
        {
            return;
        }

        page.Append("<h2>Stress, thresholds frozen</h2>\n");
        page.Append(Table(
            ["stress", "detector", "recall", "precision", "false alarms per day", "delay median", "delay p90", "raised median", "raised p90"],
            detectors[0].Stress.SelectMany((s, i) => detectors.Where(d => d.Stress.Count > i).Select(d => (string[])[s.Stress, d.Name, .. Cells(d.Stress[i].Score)])),
            words: 2));
    }

    private static string[] Row(DetectorResult detector) =>
        [detector.Name, Text(detector.Threshold, "0.##"), .. Cells(detector.Score), Text(detector.AucPr, "0.000"), Text(detector.LevelChangesPerEpisode, "0.0")];

    private static string[] Cells(Score score) =>
    [
        Text(score.Recall, "0.000"), Text(score.Precision, "0.000"), Text(score.FalseAlarmsPerDay, "0.00"),
        Seconds(score.DelayMedianSeconds), Seconds(score.DelayP90Seconds),
        Seconds(score.RaisedMedianSeconds), Seconds(score.RaisedP90Seconds),
    ];

    private static string Table(string[] titles, IEnumerable<string[]> rows, int words)
    {
        StringBuilder table = new("<div class=\"scroll\"><table>\n<tr>");
        table.AppendJoin("", titles.Select((title, i) => $"<th{Class(i, words)}>{SvgText.Escape(title)}</th>")).Append("</tr>\n");
        foreach (string[] row in rows)
        {
            table.Append("<tr>").AppendJoin("", row.Select((cell, i) => $"<td{Class(i, words)}>{SvgText.Escape(cell)}</td>")).Append("</tr>\n");
        }

        return table.Append("</table></div>\n").ToString();
    }

    private static string Class(int column, int words) => column < words ? "" : " class=\"n\"";

    private static string Describe(StreamResult stream) => string.Create(
        CultureInfo.InvariantCulture,
        $"{stream.Stream.Name}: {stream.Stream.Table.Count:#,0} liquidations, {stream.Truth.Window.LengthNs / 86_400e9:0.00} days scored, {stream.Truth.CalmNs / 86_400e9:0.00} of them calm. Full bars are cascades, pale ones are ignored. Times are UTC; hold the pointer over a bar for its figures.");

    private static string Seconds(double value) => double.IsNaN(value) ? "–" : Text(value, "0.0") + " s";

    private static string Text(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}
