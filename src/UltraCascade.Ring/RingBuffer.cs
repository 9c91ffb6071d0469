using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// A ring of records between one producer thread and a graph of processors: sequencer and memory tied together. Builds the
/// barriers and processors of the graph; nobody waits for a processor unless its sequence is a dependency of another or
/// gates the producer.
/// </summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="TMemory">Slots.</typeparam>
/// <typeparam name="TWait">Wait strategy.</typeparam>
public sealed class RingBuffer<T, TMemory, TWait>
    where T : unmanaged
    where TMemory : struct, IRingMemory<T>
    where TWait : struct, IWaitStrategy
{
    private readonly TMemory _memory;
    private readonly TWait _wait;
    private readonly SingleProducerSequencer<TWait> _sequencer;
    private readonly SlotSequences _slots;
    private Sequence[] _gating = [];

    /// <summary>
    /// Creates a ring over <paramref name="memory"/> that stands at <paramref name="initialCursor"/> (the first claim is the
    /// one after). <paramref name="onFault"/> is called at most once, by the thread whose handler failed, after everybody
    /// else was released. With <paramref name="hasSequenceInSlot"/> the caller owes that each record begins with 8 bytes that hold no
    /// sequence above <paramref name="initialCursor"/> now, and that it stores the record's sequence there, last and with release,
    /// before it publishes: then processors behind the producer follow the slots instead of the cursor.
    /// </summary>
    /// <exception cref="ArgumentException">Records of this size cannot begin with a sequence.</exception>
    public RingBuffer(
        TMemory memory, TWait wait, long initialCursor = Sequence.Initial, Action<Exception>? onFault = null, bool hasSequenceInSlot = false)
    {
        _slots = hasSequenceInSlot ? SlotSequences.Of<T, TMemory>(memory) : default;
        _memory = memory;
        _wait = wait;
        FaultSink = new RingFault(wait.SignalAllWhenBlocking, onFault);
        _sequencer = new SingleProducerSequencer<TWait>(memory.Capacity, wait, initialCursor, FaultSink.Halt);
    }

    /// <summary>Number of slots.</summary>
    public long Capacity => _sequencer.Capacity;

    /// <summary>Highest published sequence.</summary>
    public Sequence Cursor => _sequencer.Cursor;

    /// <summary>Slots that could be claimed now. Producer's thread only.</summary>
    public long RemainingCapacity => _sequencer.RemainingCapacity;

    /// <summary>The first failure of a handler, or null.</summary>
    public Exception? Fault => FaultSink.Exception;

    /// <summary>Where failures are reported and from where everybody is halted.</summary>
    public RingFault FaultSink { get; }

    /// <summary>The slots.</summary>
    public TMemory Memory => _memory;

    /// <summary>The wait strategy, shared by everybody on the ring.</summary>
    public TWait WaitStrategy => _wait;

    /// <summary>Smallest gating sequence (acquire), the cursor if nothing gates. Any thread.</summary>
    public long MinimumGatingSequence
    {
        get
        {
            long minimum = Cursor.Value;
            foreach (Sequence gating in _gating)
            {
                minimum = Math.Min(minimum, gating.Value);
            }

            return minimum;
        }
    }

    /// <summary>The slot of <paramref name="sequence"/>; see <see cref="IRingMemory{T}"/> for who may touch it when.</summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _memory[sequence];
    }

    /// <inheritdoc cref="SingleProducerSequencer{TWait}.Next()"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => _sequencer.Next();

    /// <inheritdoc cref="SingleProducerSequencer{TWait}.Next(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(int count) => _sequencer.Next(count);

    /// <inheritdoc cref="SingleProducerSequencer{TWait}.TryNext(int, out long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(int count, out long highest) => _sequencer.TryNext(count, out highest);

    /// <inheritdoc cref="SingleProducerSequencer{TWait}.Publish(long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence) => _sequencer.Publish(sequence);

    /// <inheritdoc cref="SingleProducerSequencer{TWait}.Publish(long, long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long lowest, long highest) => _sequencer.Publish(lowest, highest);

    /// <inheritdoc cref="SingleProducerSequencer{TWait}.AddGatingSequences"/>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences)
    {
        _gating = [.. _gating, .. sequences];
        _sequencer.AddGatingSequences(sequences);
    }

    /// <summary>Creates a barrier behind <paramref name="dependsOn"/>, or behind the cursor if there is none.</summary>
    public SequenceBarrier<TWait> NewBarrier(params ReadOnlySpan<Sequence> dependsOn)
    {
        if (dependsOn.IsEmpty && _slots.IsThere)
        {
            return new SequenceBarrier<TWait>(_slots, Cursor, _wait, FaultSink.Halt);
        }

        ReadOnlySpan<Sequence> sequences = dependsOn.IsEmpty ? [Cursor] : dependsOn;
        return new SequenceBarrier<TWait>(new DependentSequenceGroup(sequences), _wait, FaultSink.Halt);
    }

    /// <summary>
    /// Creates a processor for <paramref name="handler"/> behind <paramref name="dependsOn"/> (none: the cursor), which
    /// begins after the sequence published now. It neither runs yet nor gates the producer.
    /// </summary>
    public EventProcessor<T, TMemory, THandler, TWait> NewProcessor<THandler>(
        string name,
        THandler handler,
        params ReadOnlySpan<Sequence> dependsOn)
        where THandler : struct, IEventHandler<T>
        => new(name, this, handler, NewBarrier(dependsOn));

    /// <summary>Stops the producer's wait and every processor at once, without a failure. Any thread, for good.</summary>
    public void Halt() => FaultSink.HaltAll();
}
