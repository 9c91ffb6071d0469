using UltraCascade.Evaluation.Labels;

namespace UltraCascade.Evaluation.Scoring;

/// <summary>Labels of one stream, the stretch of it that is scored, and which of that is calm. Built once, used for every threshold.</summary>
public sealed class Truth
{
    /// <summary>Takes labels in order of onset and the stretch to score.</summary>
    public Truth(IReadOnlyList<CascadeLabel> labels, TimeSpanNs window)
    {
        Labels = labels;
        Window = window;
        List<TimeSpanNs> busy = TimeSpans.Union(labels.Select(
            label => new TimeSpanNs(label.OnsetNs - ScoreRules.BeforeOnsetNs, label.EndNs + ScoreRules.CalmAfterEndNs)));
        Calm = TimeSpans.Without(window, busy);
        CalmEverywhere = TimeSpans.Without(new TimeSpanNs(0, long.MaxValue), busy);
        CalmNs = TimeSpans.TotalNs(Calm);
    }

    /// <summary>All labels of the stream, inside the window or not.</summary>
    public IReadOnlyList<CascadeLabel> Labels { get; }

    /// <summary>Labels whose onset, and episodes whose start, lies in here are counted.</summary>
    public TimeSpanNs Window { get; }

    /// <summary>Where nothing is going on: outside [onset − 30 s, end + 420 s] of every label, the ignored ones too.</summary>
    public IReadOnlyList<TimeSpanNs> Calm { get; }

    /// <summary>The same without regard to the window.</summary>
    public IReadOnlyList<TimeSpanNs> CalmEverywhere { get; }

    /// <summary>Length of <see cref="Calm"/> in ns.</summary>
    public long CalmNs { get; }

    /// <summary>Whether a moment is in the window.</summary>
    public bool Counts(long ns) => ns >= Window.FromNs && ns < Window.ToNs;
}
