using UltraCascade.Measurement.Statistics;

namespace UltraCascade.Measurement;

/// <summary>One figure of the suite. Rates have a value only; latencies have a distribution, and their p50 is the value.</summary>
public sealed record BenchResult
{
    /// <summary>Its name in the report, in snake_case.</summary>
    public required string Name { get; init; }

    /// <summary><c>ns</c>, <c>msg/s</c>, <c>events/s</c> or <c>ratio</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Median over the rounds: of each round's p50 for a latency.</summary>
    public required double Value { get; init; }

    /// <summary>The best round's value: lowest for a latency, highest for everything else.</summary>
    public required double Best { get; init; }

    /// <summary>Rounds measured, the discarded first one not counted.</summary>
    public required int Rounds { get; init; }

    /// <summary>All rounds together; null for what is no latency.</summary>
    public LogLinearHistogram? Distribution { get; init; }

    /// <summary>What there is to know beside the number; empty in most cases.</summary>
    public string Note { get; init; } = "";

    /// <summary>A rate or a ratio from the values of its rounds.</summary>
    public static BenchResult OfValues(string name, string unit, IReadOnlyCollection<double> rounds, string note = "") => new()
    {
        Name = name,
        Unit = unit,
        Value = Statistics.Rounds.Median(rounds),
        Best = rounds.Max(),
        Rounds = rounds.Count,
        Note = note,
    };

    /// <summary>A latency in ns from the distributions of its rounds.</summary>
    public static BenchResult OfLatencies(string name, IReadOnlyCollection<LogLinearHistogram> rounds, string note = "")
    {
        double[] medians = [.. rounds.Select(round => (double)round.Percentile(50))];
        LogLinearHistogram all = new();
        foreach (LogLinearHistogram round in rounds)
        {
            all.Add(round);
        }

        return new BenchResult
        {
            Name = name,
            Unit = "ns",
            Value = Statistics.Rounds.Median(medians),
            Best = medians.Min(),
            Rounds = medians.Length,
            Distribution = all,
            Note = note,
        };
    }
}
