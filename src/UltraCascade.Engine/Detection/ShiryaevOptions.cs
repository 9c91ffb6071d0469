namespace UltraCascade.Engine.Detection;

/// <summary>
/// Constants of the filter (docs/DETECTION.md, section 3). Rates in 1/s, times in s, weights of evidence in nats.
/// </summary>
public sealed record ShiryaevOptions
{
    /// <summary>Alarm threshold on the log-odds. Calibrated; the default is for a market nobody calibrated yet.</summary>
    public double Threshold { get; init; } = 8.0;

    /// <summary>Slope of the probability: p = σ(a·(L − h)).</summary>
    public double Slope { get; init; } = 0.5;

    /// <summary>How far below the threshold the log-odds must be before the alarm begins to clear.</summary>
    public double ClearMargin { get; init; } = 3.0;

    /// <summary>For how long without interruption, in ns.</summary>
    public long ClearNs { get; init; } = 60_000_000_000L;
}
