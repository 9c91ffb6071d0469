using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Feeds;

namespace UltraCascade.Evaluation;

/// <summary>One stream: the liquidations of one file, and the truth about them.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Table">Its liquidations.</param>
/// <param name="Labels">Its labels, in order of onset.</param>
public sealed record EvaluationStream(string Name, LiquidationTable Table, IReadOnlyList<CascadeLabel> Labels)
{
    /// <summary>From the first event to the last; empty without events.</summary>
    public TimeSpanNs Span => Table.Records.IsEmpty ? default : new TimeSpanNs(Table.Records[0].ReceiveNs, Table.Records[^1].ReceiveNs + 1);

    /// <summary>Records of its time line, nearly: what a pass over it takes.</summary>
    public long Records => (long)(Span.LengthNs / TimelineWriter.TickNs) + Table.Records.Length;

    /// <summary>The truth from <paramref name="splitNs"/> on, or of the whole stream when it is null.</summary>
    public Truth After(long? splitNs)
    {
        TimeSpanNs span = Span;
        long from = Math.Clamp(splitNs ?? span.FromNs, span.FromNs, span.ToNs);
        return new Truth(Labels, span with { FromNs = from });
    }

    /// <summary>The truth before <paramref name="splitNs"/>, or of the whole stream when it is null.</summary>
    public Truth Before(long? splitNs)
    {
        TimeSpanNs span = Span;
        long to = Math.Clamp(splitNs ?? span.ToNs, span.FromNs, span.ToNs);
        return new Truth(Labels, span with { ToNs = to });
    }
}
