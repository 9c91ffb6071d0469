using System.Runtime.InteropServices;

namespace UltraCascade.Ring;

/// <summary>
/// Slots in native memory, aligned to 128 bytes, zeroed and with 128 free bytes behind. Copies share the memory: the one who
/// created it disposes it once, after every thread that uses it was joined.
/// </summary>
/// <typeparam name="T">Record: a value without references.</typeparam>
public readonly unsafe struct NativeRingMemory<T> : IRingMemory<T>, IDisposable
    where T : unmanaged
{
    private readonly AddressRingMemory<T> _slots;

    /// <summary>Allocates <paramref name="slots"/> zeroed records (a power of two).</summary>
    /// <exception cref="ArgumentException">The number of slots is not a power of two.</exception>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    public NativeRingMemory(long slots)
    {
        if (!long.IsPow2(slots))
        {
            throw new ArgumentException($"The number of slots must be a power of two, not {slots}.", nameof(slots));
        }

        nuint bytes = checked(((nuint)slots * (nuint)sizeof(T)) + Sequence.PaddingBytes);
        void* address = NativeMemory.AlignedAlloc(bytes, Sequence.PaddingBytes);
        NativeMemory.Clear(address, bytes);
        _slots = new AddressRingMemory<T>((nint)address, slots);
    }

    /// <inheritdoc/>
    public long Capacity => _slots.Capacity;

    /// <inheritdoc/>
    public ref T this[long sequence] => ref _slots[sequence];

    /// <summary>Frees the memory. Not to be called twice, nor while a thread uses the ring.</summary>
    public void Dispose()
    {
        fixed (T* first = &_slots[0])
        {
            NativeMemory.AlignedFree(first);
        }
    }
}
