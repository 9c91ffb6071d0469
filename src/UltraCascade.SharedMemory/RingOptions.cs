using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>Geometry of the engine's ring region.</summary>
public sealed record RingOptions
{
    /// <summary>Records the ring holds: a power of two from 2 to <see cref="RegionLayout.MaxSlots"/>.</summary>
    public long Slots { get; init; } = 16_384;

    /// <summary>Feeds the engine keeps a position of: 1 to <see cref="RegionLayout.MaxFeeds"/>.</summary>
    public int Feeds { get; init; } = RegionLayout.MaxFeeds;

    /// <summary>Live or replay.</summary>
    public InstanceMode Mode { get; init; } = InstanceMode.None;
}
