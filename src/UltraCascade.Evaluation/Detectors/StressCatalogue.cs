using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Feeds;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// The stresses of the protocol by name. All but the background concern one venue, the busiest of the stream; for a stream of one venue that
/// is everything.
/// </summary>
public static class StressCatalogue
{
    private const double OutageSeconds = 600;
    private const double LateSeconds = 1;
    private const double SkewMs = 500;
    private const double DuplicateShare = .05;

    /// <summary>Names, in the order of the documents.</summary>
    public static IReadOnlyList<string> Names { get; } = ["x0.25", "x4", "x8", "outage", "late", "duplicates", "skew", "whale"];

    /// <summary>The stream's liquidations under a stress.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no stress of this name.</exception>
    public static LiquidationTable Apply(string stress, EvaluationStream stream, ulong seed)
    {
        if (stream.Table.Records.IsEmpty)
        {
            return stream.Table;
        }

        PerturbationOptions options = new() { Seed = seed };
        return stress switch
        {
            "x0.25" => Perturb(stream, options with { BackgroundFactor = .25 }),
            "x4" => Perturb(stream, options with { BackgroundFactor = 4 }),
            "x8" => Perturb(stream, options with { BackgroundFactor = 8 }),
            "outage" => Perturb(stream, options with { Outage = (OutageStart(stream), OutageSeconds) }),
            "late" => Perturb(stream, options with { LateSeconds = LateSeconds }),
            "duplicates" => Perturb(stream, options with { DuplicateShare = DuplicateShare }),
            "skew" => Perturb(stream, options with { SkewMs = SkewMs }),
            "whale" => Whales.Add(stream, seed),
            _ => throw new ArgumentOutOfRangeException(nameof(stress), stress, "There is no stress of this name."),
        };
    }

    private static LiquidationTable Perturb(EvaluationStream stream, PerturbationOptions options) =>
        Perturbation.Apply(stream.Table, [.. stream.Labels.Select(label => (label.OnsetNs, label.EndNs))], options);

    /// <summary>The venue is down when it hurts: from five minutes before the middle cascade on; without a cascade in the middle of the stream.</summary>
    private static double OutageStart(EvaluationStream stream)
    {
        CascadeLabel[] cascades = [.. stream.Labels.Where(label => label.Kind == LabelKind.Cascade)];
        TimeSpanNs span = stream.Span;
        long atNs = cascades.Length > 0 ? cascades[cascades.Length / 2].OnsetNs : span.FromNs + (span.LengthNs / 2);
        return Math.Max(0, ((atNs - span.FromNs) * 1e-9) - (OutageSeconds / 2));
    }
}
