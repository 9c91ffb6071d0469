using System.Diagnostics;

namespace UltraCascade.Measurement;

/// <summary>Which part of the suite.</summary>
public enum SuitePart
{
    /// <summary>The machine alone: a cache line from one processor to the other.</summary>
    Floor,

    /// <summary>How long things take.</summary>
    Latency,

    /// <summary>How much goes through.</summary>
    Throughput,

    /// <summary>How much memory it takes.</summary>
    Memory,
}

/// <summary>What to measure, where, and with which engine.</summary>
public sealed record SuiteRequest
{
    /// <summary>Which part.</summary>
    public required SuitePart Part { get; init; }

    /// <summary>Rounds that count; one more comes before them and is thrown away.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The two processors to use; empty = the first two that the process may use.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>Directory of the instances that the run makes and removes.</summary>
    public required string Directory { get; init; }

    /// <summary>Start information of <c>ultracascade</c> with these arguments.</summary>
    public required Func<IEnumerable<string>, ProcessStartInfo> EngineProgram { get; init; }

    /// <summary>Gets one line for each section that begins.</summary>
    public Action<string> OnProgress { get; init; } = static _ => { };
}
