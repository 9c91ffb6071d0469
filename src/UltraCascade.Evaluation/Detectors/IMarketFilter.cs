namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// A filter over the market's liquidations whose value, compared with a threshold, makes an alarm. A struct behind a generic constraint:
/// it is asked some ten million times for a week of data.
/// </summary>
public interface IMarketFilter
{
    /// <summary>Takes a liquidation and returns the value after it; negative infinity while no alarm is allowed.</summary>
    double Observe(bool longSide, double usd, long engineNs);

    /// <summary>The value at a moment at which nothing happened; negative infinity while no alarm is allowed.</summary>
    double Look(long engineNs);
}
