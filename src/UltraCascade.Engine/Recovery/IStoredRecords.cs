using UltraCascade.Protocol;

namespace UltraCascade.Engine.Recovery;

/// <summary>
/// Records that an earlier engine sequenced, in sequence, and whoever watches them being applied. Called by the thread that
/// recovers; the interface calls are for batches and for a loop that publishes nothing.
/// </summary>
public interface IStoredRecords
{
    /// <summary>Copies the next records, at most as many as fit; 0 = that was all.</summary>
    int Read(Span<EventRecord> records);

    /// <summary>Whether records are missing before the first one that was read last. They were never stored, and this is said by whoever stored the others.</summary>
    bool IsBehindHole { get; }

    /// <summary>One record has gone through all handlers: what it caused is in the sink that recovery writes to.</summary>
    void Applied(in EventRecord record);
}
