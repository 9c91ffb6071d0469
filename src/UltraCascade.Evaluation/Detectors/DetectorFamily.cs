using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation.Traces;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>A detector that compares a value with a threshold: its name, the rule that belongs to a threshold, and the thresholds of a sweep.</summary>
public sealed record DetectorFamily
{
    private static readonly FixedRateOptions s_fixedRate = new();

    /// <summary>Name in tables and in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>Threshold at which it is judged.</summary>
    public required double Threshold { get; init; }

    /// <summary>Thresholds of the sweep, rising.</summary>
    public required IReadOnlyList<double> Sweep { get; init; }

    /// <summary>The rule that belongs to a threshold.</summary>
    public required Func<double, AlarmRule> RuleAt { get; init; }

    /// <summary>The least value that can matter in the sweep.</summary>
    public double Floor => RuleAt(Math.Min(Sweep[0], Threshold)).ClearBelow;

    /// <summary>The engine's detector: alarm at L ≥ h, cleared after L &lt; h − margin for its time.</summary>
    public static DetectorFamily Shiryaev(ShiryaevOptions options, string name = "shiryaev") => new()
    {
        Name = name,
        Threshold = options.Threshold,
        Sweep = [.. Steps(1, 30, .25)],
        RuleAt = h => new AlarmRule(h, h - options.ClearMargin, options.ClearNs),
    };

    /// <summary>Fixed rate: alarm at 7 events in 60 s, cleared below 4; the ratio of the two is kept in the sweep.</summary>
    public static DetectorFamily FixedRate { get; } = new()
    {
        Name = "fixed_rate",
        Threshold = s_fixedRate.RaiseAt,
        Sweep = [.. Steps(3, 20, 1), .. Steps(22, 60, 2), .. Steps(65, 200, 5), .. Steps(225, 1000, 25)],
        RuleAt = n => new AlarmRule(n, n * s_fixedRate.ClearBelow / s_fixedRate.RaiseAt, s_fixedRate.ClearNs),
    };

    /// <summary>The fixed multi-factor score: alarm at risk ≥ 55 (HIGH), cleared below 40 (MEDIUM); the ratio is kept in the sweep.</summary>
    public static DetectorFamily MultiFactor { get; } = new()
    {
        Name = "multi_factor",
        Threshold = 55,
        Sweep = [.. Steps(5, 100, 2.5)],
        RuleAt = score => new AlarmRule(score, score * 40 / 55, AlarmRule.MinuteNs),
    };

    private static IEnumerable<double> Steps(double from, double to, double step)
    {
        int count = (int)Math.Round((to - from) / step);
        return Enumerable.Range(0, count + 1).Select(i => from + (i * step));
    }
}
