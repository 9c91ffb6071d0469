using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>Geometry of the signal region.</summary>
public sealed record SignalOptions
{
    /// <summary>Frames the history holds: a power of two from 2 to <see cref="RegionLayout.MaxSlots"/>.</summary>
    public long HistorySlots { get; init; } = 65_536;

    /// <summary>Instruments the directory holds; the whole market takes one entry more.</summary>
    public int Instruments { get; init; } = 4096;

    /// <summary>Live or replay.</summary>
    public InstanceMode Mode { get; init; } = InstanceMode.None;
}
