namespace UltraCascade.Ring;

/// <summary>
/// Slots in memory that somebody else owns, as the shared-memory ring file. The caller owes that
/// <c>slots × sizeof(T)</c> bytes from the address stay mapped and writable while the ring is used.
/// </summary>
/// <typeparam name="T">Record: a value without references.</typeparam>
public readonly unsafe struct AddressRingMemory<T> : IRingMemory<T>
    where T : unmanaged
{
    private readonly T* _slots;
    private readonly long _mask;

    /// <summary>Uses <paramref name="slots"/> records from <paramref name="address"/> on.</summary>
    /// <exception cref="ArgumentException">The address is zero or not aligned to 8 bytes, or the number of slots is not a
    /// power of two.</exception>
    public AddressRingMemory(nint address, long slots)
    {
        if (address == 0 || (address & 7) != 0)
        {
            throw new ArgumentException("The address of the slots must be aligned to 8 bytes and not zero.", nameof(address));
        }

        if (!long.IsPow2(slots))
        {
            throw new ArgumentException($"The number of slots must be a power of two, not {slots}.", nameof(slots));
        }

        _slots = (T*)address;
        _mask = slots - 1;
    }

    /// <inheritdoc/>
    public long Capacity => _mask + 1;

    /// <inheritdoc/>
    public ref T this[long sequence] => ref _slots[sequence & _mask];
}
