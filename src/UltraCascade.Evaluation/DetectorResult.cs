using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation;

/// <summary>How one detector does.</summary>
public sealed record DetectorResult
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Threshold at which it was judged; NaN for a detector without one.</summary>
    public required double Threshold { get; init; }

    /// <summary>Its score over all streams at that threshold.</summary>
    public required Score Score { get; init; }

    /// <summary>Area under its precision-recall curve.</summary>
    public required double AucPr { get; init; }

    /// <summary>Mean number of level changes in an episode; NaN without an episode.</summary>
    public required double LevelChangesPerEpisode { get; init; }

    /// <summary>Its operating points over a sweep of thresholds; one point for a detector without a threshold.</summary>
    public required IReadOnlyList<OperatingPoint> Curve { get; init; }

    /// <summary>Its score under each stress, the threshold frozen. Empty for a detector that was not stressed.</summary>
    public required IReadOnlyList<(string Stress, Score Score)> Stress { get; init; }
}
