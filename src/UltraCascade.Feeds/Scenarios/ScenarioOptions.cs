using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>What to generate. The same options give the same rows on every machine.</summary>
public sealed record ScenarioOptions
{
    /// <summary>Name of the scenario; see <see cref="ScenarioGenerator.Scenarios"/>.</summary>
    public string Scenario { get; init; } = "cascade";

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Time of the beginning; whole microseconds.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Seconds of the scenario's own background before its main part, for baselines to adapt.</summary>
    public double CalmSeconds { get; init; } = 600;

    /// <summary>Seconds of the main part, counted from the onset; null = the scenario's own.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Background liquidations per second over all venues and instruments; null = the scenario's own.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Venue codes; where there is a leader it is one of them, chosen by the seed.</summary>
    public IReadOnlyList<string> Venues { get; init; } = ["binance_um", "bybit", "okx"];

    /// <summary>Base assets; the first is where a cascade is centred. Null = the scenario's own; never null on a generated scenario.</summary>
    public IReadOnlyList<string>? Instruments { get; init; }

    /// <summary>Side of the positions that a cascade liquidates.</summary>
    public PositionSide Side { get; init; } = PositionSide.Long;

    /// <summary>multi-exchange and coincidence-copies: probability that a liquidation of the leader is echoed on each other venue.</summary>
    public double CopyProbability { get; init; } = 0.85;

    /// <summary>multi-exchange and coincidence-copies: shortest and longest time to an echo, in seconds; uniform between them.</summary>
    public (double Low, double High) CopyDelaySeconds { get; init; } = (0.1, 1.0);

    /// <summary>week: how much busier the background is in the third quarter of the time than in the rest.</summary>
    public double BusyFactor { get; init; } = 4;
}
