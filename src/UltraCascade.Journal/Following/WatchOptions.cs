namespace UltraCascade.Journal;

/// <summary>How a journal is watched.</summary>
public sealed record WatchOptions
{
    /// <summary>What happens when the disk is stuck and the ring is full.</summary>
    public StuckPolicy WhenStuck { get; init; } = StuckPolicy.Stop;

    /// <summary>Time without a sign of life after which a disk counts as stuck. A write that fails counts at once.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
