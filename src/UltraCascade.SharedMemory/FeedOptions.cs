using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>Geometry and manners of a feed.</summary>
public sealed record FeedOptions
{
    /// <summary>Records the feed holds: a power of two from 2 to <see cref="RegionLayout.MaxSlots"/>.</summary>
    public long Slots { get; init; } = 65_536;

    /// <summary>Instruments the feed's directory holds.</summary>
    public int Instruments { get; init; } = 4096;

    /// <summary>What happens when it is full.</summary>
    public FullPolicy FullPolicy { get; init; } = FullPolicy.Wait;

    /// <summary>Live or replay; None leaves it unsaid.</summary>
    public InstanceMode Mode { get; init; } = InstanceMode.None;
}
