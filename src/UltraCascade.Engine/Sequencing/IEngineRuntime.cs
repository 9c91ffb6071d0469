namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// The machine under the engine, bound in Host: clocks, the heartbeat, and what to do when there is nothing to do. The engine
/// itself has none of these. A struct, so that the calls are inlined. Called by the sequencer's thread.
/// </summary>
public interface IEngineRuntime
{
    /// <summary>Wall clock in ns since 1970 UTC.</summary>
    long WallNs();

    /// <summary>Monotonic clock in ns.</summary>
    long MonotonicNs();

    /// <summary>Stores the heartbeat of the engine's regions, and the newest sequence in the ring for whoever recovers it.</summary>
    void Beat(long monotonicNs, long cursor);

    /// <summary>Passes a moment without work; <paramref name="rounds"/> counts how many came before it without a break.</summary>
    void Idle(long rounds);
}
