using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// Follows the producer by what it writes into the slots themselves: the first 8 bytes of each record are its sequence, stored
/// last and with release. So one cache line moves from the producer to a processor for each record, where following the cursor
/// moves two: the cursor's, then the slot's.
/// <code>
/// producer: write slot but its first 8 bytes (plain) → store them = sequence (release) → cursor (release)
/// waiter:   acquire the first 8 bytes of the wanted slot; equal to wanted: the record is whole; then look at the next slots
/// </code>
/// A slot still holds what was in it a whole ring earlier, so a lower sequence (or 0) is "not yet"; a higher one cannot be, since
/// this waiter's own sequence gates the producer. A record may be seen, and handled, before the cursor has passed it.
/// </summary>
public readonly unsafe struct SlotSequences : IDependency
{
    /// <summary>Records that one look may find: the batch that is handed on before the next release.</summary>
    public const int MostAtOnce = 32;

    private readonly byte* _slots;
    private readonly long _mask;
    private readonly long _bytes;

    private SlotSequences(byte* slots, long capacity, long bytes)
    {
        _slots = slots;
        _mask = capacity - 1;
        _bytes = bytes;
    }

    /// <summary>Whether there are slots to follow; the default value has none.</summary>
    public bool IsThere => _slots != null;

    /// <summary>
    /// Follows the slots of <paramref name="memory"/>, which does not move and outlives every waiter (as all ring memory does).
    /// </summary>
    /// <exception cref="ArgumentException">A record is no whole number of words and so cannot begin with an aligned one.</exception>
    public static SlotSequences Of<T, TMemory>(TMemory memory)
        where T : unmanaged
        where TMemory : struct, IRingMemory<T>
    {
        if (sizeof(T) % sizeof(long) != 0)
        {
            throw new ArgumentException($"A record of {sizeof(T)} bytes cannot begin with an aligned sequence.", nameof(memory));
        }

        return new SlotSequences((byte*)Unsafe.AsPointer(ref memory[0]), memory.Capacity, sizeof(T));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long GetAvailable(long wanted)
    {
        long next = wanted;
        while (StoredAt(next) == next)
        {
            if (++next - wanted == MostAtOnce)
            {
                break;
            }
        }

        return next - 1;
    }

    // Acquire: pairs with the producer's release of the sequence into its slot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long StoredAt(long sequence) => Volatile.Read(ref *(long*)(_slots + ((sequence & _mask) * _bytes)));
}
