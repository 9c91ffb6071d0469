using UltraCascade.Measurement.Machine;

namespace UltraCascade.Measurement;

/// <summary>One run of the suite.</summary>
public sealed record SuiteReport
{
    /// <summary>Which part.</summary>
    public required SuitePart Part { get; init; }

    /// <summary>The machine.</summary>
    public required Fingerprint Machine { get; init; }

    /// <summary>Commit that the program was built from; <c>unknown</c> outside a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>One-way cache-line time before the run, ns.</summary>
    public required double FloorBeforeNs { get; init; }

    /// <summary>And after it.</summary>
    public required double FloorAfterNs { get; init; }

    /// <summary>The processors measured between.</summary>
    public required (int First, int Second) Cpus { get; init; }

    /// <summary>Collections of generations 0, 1 and 2 in the measuring process during the run.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>What else the machine did.</summary>
    public required Disturbance Disturbance { get; init; }

    /// <summary>Why the run must not be quoted; none when it may.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The figures.</summary>
    public required IReadOnlyList<BenchResult> Results { get; init; }

    /// <summary>Whether the machine was quiet enough for the figures to mean something.</summary>
    public bool IsClean => Reasons.Count == 0;

    /// <summary>The floor of the run: the better of the two.</summary>
    public double FloorNs => Math.Min(FloorBeforeNs, FloorAfterNs);

    /// <summary>Whether the two processors share a last-level cache, judged by the floor.</summary>
    public bool IsNear => FloorNs < Sections.CacheLineFloor.NearBelowNs;
}
