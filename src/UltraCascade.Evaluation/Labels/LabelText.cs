using System.Globalization;

namespace UltraCascade.Evaluation.Labels;

/// <summary>
/// Reads labels: CSV with a header that names at least <c>onset_us</c> and <c>end_us</c>, in any order; <c>kind</c> is <c>ignore</c>, or any
/// other word for a cascade (a scenario may name its own); further columns are not looked at. A wrong line refuses the whole file, because a
/// missing label would be scored as a false alarm.
/// </summary>
public static class LabelText
{
    /// <summary>Before 2255, so that margins can be added in ns.</summary>
    private const long MostUs = 9_000_000_000_000_000L;

    /// <summary>The labels in order of onset. <paramref name="name"/> is what messages call the file.</summary>
    /// <exception cref="LabelFileException">The text is no label file.</exception>
    public static IReadOnlyList<CascadeLabel> Read(TextReader text, string name)
    {
        string[] header = Cells(text.ReadLine() ?? "");
        int onset = Array.IndexOf(header, "onset_us");
        int end = Array.IndexOf(header, "end_us");
        int kind = Array.IndexOf(header, "kind");
        if (onset < 0 || end < 0)
        {
            throw new LabelFileException($"{name} is no file of labels: its header must name onset_us and end_us (onset_us,end_us,kind,usd,events,symbols).");
        }

        List<CascadeLabel> labels = [];
        for (int line = 2; text.ReadLine() is { } row; line++)
        {
            if (row.AsSpan().Trim().Length > 0)
            {
                labels.Add(Label(Cells(row), onset, end, kind, name, line));
            }
        }

        labels.Sort((a, b) => a.OnsetNs != b.OnsetNs ? a.OnsetNs.CompareTo(b.OnsetNs) : a.EndNs.CompareTo(b.EndNs));
        return labels;
    }

    private static CascadeLabel Label(string[] cells, int onset, int end, int kind, string name, int line)
    {
        long onsetUs = Time(cells, onset, "onset_us", name, line);
        long endUs = Time(cells, end, "end_us", name, line);
        if (endUs < onsetUs)
        {
            throw new LabelFileException($"{name}, line {line}: the label ends ({endUs}) before its onset ({onsetUs}).");
        }

        bool ignored = kind >= 0 && kind < cells.Length && cells[kind] == "ignore";
        return new CascadeLabel(onsetUs * 1000, endUs * 1000, ignored ? LabelKind.Ignore : LabelKind.Cascade);
    }

    private static long Time(string[] cells, int column, string title, string name, int line)
    {
        string text = column < cells.Length ? cells[column] : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long us) && us is > 0 and < MostUs)
        {
            return us;
        }

        throw new LabelFileException($"{name}, line {line}, column {title}: '{text}' is no time in microseconds since 1970.");
    }

    private static string[] Cells(string line) => line.TrimStart('\uFEFF').Split(',', StringSplitOptions.TrimEntries);
}
