using UltraCascade.Engine.Detection;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>The engine's detector as a filter: its log-odds L. The alarm of its own state is not used and does not act on L.</summary>
public struct ShiryaevFilter(ShiryaevDetector detector) : IMarketFilter
{
    private ShiryaevState _state;

    /// <inheritdoc/>
    public double Observe(bool longSide, double usd, long engineNs) => Value(detector.Observe(ref _state, longSide, usd, engineNs));

    /// <inheritdoc/>
    public double Look(long engineNs) => Value(detector.Look(ref _state, engineNs));

    private static double Value(ShiryaevVerdict verdict) => verdict.Warming ? double.NegativeInfinity : verdict.LogOdds;
}
