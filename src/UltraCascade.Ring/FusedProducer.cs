using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>The producer's view of a ring whose handlers run inside publish.</summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="TMemory">Slots.</typeparam>
/// <typeparam name="THandler">Handler.</typeparam>
public readonly struct FusedProducer<T, TMemory, THandler> : IRingProducer<T>
    where T : unmanaged
    where TMemory : struct, IRingMemory<T>
    where THandler : struct, IEventHandler<T>
{
    private readonly FusedRing<T, TMemory, THandler> _ring;
    private readonly TMemory _memory;

    /// <summary>Produces into <paramref name="ring"/>.</summary>
    public FusedProducer(FusedRing<T, TMemory, THandler> ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        _ring = ring;
        _memory = ring.Memory;
    }

    /// <inheritdoc/>
    public long Capacity => _ring.Capacity;

    /// <inheritdoc/>
    public long Cursor => _ring.Cursor.PlainValue;

    /// <inheritdoc/>
    public long Handled => _ring.Handled;

    /// <inheritdoc/>
    public Exception? Fault => _ring.Fault;

    /// <inheritdoc/>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _memory[sequence];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => _ring.Next();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(int count) => _ring.Next(count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(int count, out long highest) => _ring.TryNext(count, out highest);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence) => _ring.Publish(sequence);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long lowest, long highest) => _ring.Publish(lowest, highest);
}
