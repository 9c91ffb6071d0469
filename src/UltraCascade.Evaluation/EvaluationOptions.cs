using UltraCascade.Engine.Detection;

namespace UltraCascade.Evaluation;

/// <summary>What to evaluate.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Our detector, its threshold frozen.</summary>
    public ShiryaevOptions Detector { get; init; } = new();

    /// <summary>Only what begins at this time or later is scored, in ns since 1970 UTC; detectors see everything. Null = everything.</summary>
    public long? SplitNs { get; init; }

    /// <summary>Stresses to apply, by name; see <see cref="Detectors.StressCatalogue"/>.</summary>
    public IReadOnlyList<string> Stresses { get; init; } = [];

    /// <summary>Seed of the placebo and of the stresses.</summary>
    public ulong Seed { get; init; } = 1;
}
