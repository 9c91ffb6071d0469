using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Detection;

/// <summary>Posterior odds of six hypotheses: three rate ratios for longs, then three for shorts. Odds, not log-odds.</summary>
[InlineArray(Count)]
public struct OddsVector
{
    /// <summary>Number of hypotheses: 2 sides × 3 rate ratios.</summary>
    public const int Count = 6;

    private double _element;
}

/// <summary>
/// State of one filter, changed by liquidations only. Zero is a filter that has seen nothing.
/// </summary>
public struct ShiryaevState
{
    /// <summary>Odds Λ = e^L of each hypothesis against "no cascade", within e^±40.</summary>
    public OddsVector Odds;

    /// <summary>Baseline rate μ in 1/s.</summary>
    public double BaselineRate;

    /// <summary>Slow share of longs.</summary>
    public double LongShare;

    /// <summary>Slow mean of ln(notional in dollars).</summary>
    public double MeanLogUsd;

    /// <summary>Engine time of the last liquidation in ns.</summary>
    public long LastNs;

    /// <summary>Engine time of the first liquidation in ns.</summary>
    public long FirstNs;

    /// <summary>Greatest of <see cref="Odds"/>.</summary>
    public double Greatest;

    /// <summary>Liquidations seen.</summary>
    public long Events;

    /// <summary>Whether the alarm is on.</summary>
    public bool Alarm;

    /// <summary>Since when the condition for clearing holds, engine time in ns; 0 = it does not hold.</summary>
    public long ClearingSinceNs;
}

/// <summary>What the filter says at one moment.</summary>
public readonly record struct ShiryaevVerdict(double LogOdds, double Probability, bool LongSide, bool Warming);
