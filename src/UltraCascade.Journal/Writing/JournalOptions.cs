using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>How a journal is written.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes reserved for a segment.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>When it waits for the disk.</summary>
    public SyncPolicy Sync { get; init; } = SyncPolicy.None;

    /// <summary>Time between two waits under <see cref="SyncPolicy.Interval"/>.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes of all segments of both streams, beyond which the oldest are removed; 0 = without limit.</summary>
    public long RetainBytes { get; init; }

    /// <summary>Age of its last record beyond which a segment is removed; zero = never.</summary>
    public TimeSpan RetainAge { get; init; }

    /// <summary>Live or replay.</summary>
    public InstanceMode Mode { get; init; } = InstanceMode.Live;

    /// <summary>Group id given to what is created; -1 leaves the process's own group.</summary>
    public long GroupId { get; init; } = -1;
}
