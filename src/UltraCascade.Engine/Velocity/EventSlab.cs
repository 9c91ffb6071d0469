using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Velocity;

/// <summary>One event held in the windows, 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct SlabEntry
{
    /// <summary>Engine time of the event (its first fill) in ns.</summary>
    public long EngineNs;

    /// <summary>Notional in micro-dollars, grown by further fills of the same order.</summary>
    public long MicroUsd;

    /// <summary>Index of the instrument's next event, or <see cref="EventSlab.None"/>.</summary>
    public int Next;

    /// <summary>Engine index of the instrument.</summary>
    public ushort Instrument;

    /// <summary>Engine index of the venue.</summary>
    public byte Venue;

    /// <summary>Side of the liquidated position.</summary>
    public PositionSide Side;
}

/// <summary>
/// The events of the last 300 s of all instruments in one first-in-first-out ring of entries, allocated at start. The ring
/// itself is the market's queue; each instrument's events are chained through <see cref="SlabEntry.Next"/>. An event is
/// stored once, whatever the number of windows that count it.
/// </summary>
public sealed class EventSlab
{
    /// <summary>No entry.</summary>
    public const int None = -1;

    private readonly SlabEntry[] _entries;
    private int _oldest;
    private int _next;
    private int _held;

    /// <summary>Allocates room for <paramref name="bytes"/> / 24 events and touches every page of it.</summary>
    public EventSlab(long bytes)
    {
        long capacity = bytes / Unsafe.SizeOf<SlabEntry>();
        if (capacity < 1 || capacity > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "The slab holds 1 to 2³¹ events of 24 bytes.");
        }

        _entries = GC.AllocateUninitializedArray<SlabEntry>((int)capacity, pinned: true);
        Array.Clear(_entries);
    }

    /// <summary>Events the slab can hold.</summary>
    public int Capacity => _entries.Length;

    /// <summary>Events held now.</summary>
    public int Held => _held;

    /// <summary>Whether a further event finds no room.</summary>
    public bool IsFull => _held == _entries.Length;

    /// <summary>Index of the oldest event held; meaningless when nothing is held.</summary>
    public int Oldest => _oldest;

    /// <summary>The entry at <paramref name="index"/>.</summary>
    public ref SlabEntry this[int index] => ref _entries[index];

    /// <summary>Index after <paramref name="index"/> in the order of arrival, or <see cref="None"/> after the newest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int After(int index)
    {
        int after = index + 1;
        if (after == _entries.Length)
        {
            after = 0;
        }

        return after == _next ? None : after;
    }

    /// <summary>Takes the next free entry. The caller has seen that the slab is not full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Append(in SlabEntry entry)
    {
        int index = _next;
        _entries[index] = entry;
        _next = index + 1 == _entries.Length ? 0 : index + 1;
        _held++;
        return index;
    }

    /// <summary>Gives up the oldest entry. The caller has taken it out of every window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReleaseOldest()
    {
        _oldest = _oldest + 1 == _entries.Length ? 0 : _oldest + 1;
        _held--;
    }
}
