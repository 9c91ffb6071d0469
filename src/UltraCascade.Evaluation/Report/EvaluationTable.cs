using System.Globalization;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Report;

/// <summary>
/// The evaluation as lines of text. Delays are those of all hits, 0 where an alarm was on at the onset; "raised" are those of the hits that needed an
/// alarm of their own.
/// </summary>
public static class EvaluationTable
{
    private static readonly string[] s_titles = ["detector", "h", "recall", "precision", "false/day", "delay p50", "p90", "raised p50", "p90", "AUC-PR", "levels/episode"];
    private static readonly string[] s_stressTitles = ["stress", "detector", "recall", "precision", "false/day", "delay p50", "p90", "raised p50", "p90"];

    /// <summary>The lines: streams, detectors, and stresses if there are any.</summary>
    public static IEnumerable<string> Write(EvaluationResult result)
    {
        foreach (StreamResult stream in result.Streams)
        {
            int cascades = stream.Truth.Labels.Count(label => label.Kind == Labels.LabelKind.Cascade && stream.Truth.Counts(label.OnsetNs));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{stream.Stream.Name}: {stream.Stream.Table.Count:#,0} liquidations, {stream.Truth.Window.LengthNs / 86_400e9:0.00} days scored ({stream.Truth.CalmNs / 86_400e9:0.00} calm), {cascades} cascades");
        }

        yield return "";
        foreach (string line in Columns([s_titles, .. result.Detectors.Select(Row)]))
        {
            yield return line;
        }

        string[][] stress = [.. result.Detectors.SelectMany(detector => detector.Stress.Select(s => StressRow(detector, s.Stress, s.Score)))];
        if (stress.Length > 0)
        {
            yield return "";
            foreach (string line in Columns([s_stressTitles, .. stress]))
            {
                yield return line;
            }
        }
    }

    private static string[] Row(DetectorResult detector) =>
    [
        detector.Name, Text(detector.Threshold, "0.##"), .. ScoreCells(detector.Score), Text(detector.AucPr, "0.000"), Text(detector.LevelChangesPerEpisode, "0.0"),
    ];

    private static string[] StressRow(DetectorResult detector, string stress, Score score) => [stress, detector.Name, .. ScoreCells(score)];

    private static string[] ScoreCells(Score score) =>
    [
        Text(score.Recall, "0.000"), Text(score.Precision, "0.000"), Text(score.FalseAlarmsPerDay, "0.00"),
        Seconds(score.DelayMedianSeconds), Seconds(score.DelayP90Seconds),
        Seconds(score.RaisedMedianSeconds), Seconds(score.RaisedP90Seconds),
    ];

    private static string Seconds(double value) => double.IsNaN(value) ? "-" : Text(value, "0.0") + " s";

    private static string Text(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);

    // The first row is the titles. A column of words is set left, a column of figures right.
    private static IEnumerable<string> Columns(IReadOnlyList<string[]> rows)
    {
        int words = rows[0][1] == "detector" ? 2 : 1;
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((cell, i) => i < words ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }
}
