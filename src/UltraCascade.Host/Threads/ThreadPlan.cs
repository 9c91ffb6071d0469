using System.Globalization;
using UltraCascade.Engine;
using UltraCascade.Host.Configuration;

namespace UltraCascade.Host.Threads;

/// <summary>How the engine's threads run on this machine: settled before the first of them starts.</summary>
internal sealed record ThreadPlan
{
    /// <summary>Handlers on the sequencer's thread, or on threads of their own.</summary>
    public required Topology Topology { get; init; }

    /// <summary>How an idle thread waits; never Auto.</summary>
    public required WaitStrategyChoice Wait { get; init; }

    /// <summary>Whether a waiting thread may look again and again before it gives its processor away.</summary>
    public required bool MaySpin { get; init; }

    /// <summary>Processor for each thread in the order sequencer, velocity, correlation, signals; empty = the kernel chooses.</summary>
    public required IReadOnlyList<int> Cpus { get; init; }

    /// <summary>Why it is so, one clause for each choice.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What was asked for and is not done, and why.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Hot threads of a topology.</summary>
    public static int ThreadsOf(Topology topology) => topology == Topology.Fused ? 1 : 4;

    /// <summary>In words.</summary>
    public override string ToString()
    {
        string cpus = Cpus.Count == 0
            ? "not pinned"
            : string.Create(CultureInfo.InvariantCulture, $"pinned to {string.Join(",", Cpus)}");
        return $"{EngineChoices.Text(Topology)}, {EngineChoices.Text(Wait)}, {cpus} ({string.Join("; ", Reasons)})";
    }
}
