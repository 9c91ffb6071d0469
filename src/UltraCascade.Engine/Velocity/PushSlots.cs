using System.Numerics;
using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// A throttled venue pushes at most one liquidation per symbol and second. Its saturation is the share of the last ten
/// one-second slots (the current one included) in which it pushed: near 1 the true number of liquidations is unknown.
/// </summary>
public struct PushSlots
{
    /// <summary>Slots looked back on.</summary>
    public const int Slots = 10;

    private const long SlotNs = 1_000_000_000L;

    private long _newest;
    private uint _used;

    /// <summary>Marks the slot of engine time <paramref name="engineNs"/> as used.</summary>
    public void Mark(long engineNs)
    {
        long slot = engineNs / SlotNs;
        _used = Shifted(slot) | 1u;
        _newest = slot;
    }

    /// <summary>Share of used slots at <paramref name="engineNs"/>, 0 … 1.</summary>
    public readonly double Saturation(long engineNs) =>
        BitOperations.PopCount(Shifted(engineNs / SlotNs) & ((1u << Slots) - 1)) / (double)Slots;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Shifted(long slot)
    {
        long shift = slot - _newest;
        return shift is >= 0 and < 32 ? _used << (int)shift : 0u;
    }
}
