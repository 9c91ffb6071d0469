using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// The same ring on one thread: publishing runs the handler (a <see cref="HandlerChain{T, TFirst, TSecond}"/> for several)
/// before it returns, so a claim never waits for a handler. One thread claims, publishes and handles; others may read
/// <see cref="Cursor"/> and call <see cref="Halt"/>. No fence, and the only shared store is the cursor's. A claim waits only for
/// gating sequences, if there are any: of followers on other threads that must not be lapped.
/// </summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="TMemory">Slots.</typeparam>
/// <typeparam name="THandler">Handler.</typeparam>
public sealed class FusedRing<T, TMemory, THandler>
    where T : unmanaged
    where TMemory : struct, IRingMemory<T>
    where THandler : struct, IEventHandler<T>
{
    private readonly Sequence _cursor;
    private readonly RingFault _fault;
    private readonly TMemory _memory;
    private readonly string _name;
    private readonly long _capacity;
    private Sequence[] _gating = [];
    private long _claimed;
    private long _freeUntil = long.MaxValue;
    // Structs come last in the object, in this order: the handler's state shares no line with what other threads read.
#pragma warning disable CS0169 // Padding is there to be unused.
    private CacheLinePadding _paddingBefore;
    private BatchRunner<T, TMemory, THandler> _runner;
    private CacheLinePadding _paddingAfter;
#pragma warning restore CS0169

    /// <summary>Creates a ring that stands at <paramref name="initialCursor"/>; <paramref name="name"/> is for fault reports.</summary>
    public FusedRing(
        string name,
        TMemory memory,
        THandler handler,
        long initialCursor = Sequence.Initial,
        Action<Exception>? onFault = null)
    {
        _name = name;
        _memory = memory;
        _capacity = memory.Capacity;
        _cursor = new Sequence(initialCursor);
        _claimed = initialCursor;
        _fault = new RingFault(static () => { }, onFault);
        _runner = new BatchRunner<T, TMemory, THandler>(memory, handler, initialCursor);
    }

    /// <summary>Number of slots: the longest batch.</summary>
    public long Capacity => _capacity;

    /// <summary>Highest sequence that is published and handled. Stored with release for observers.</summary>
    public Sequence Cursor => _cursor;

    /// <summary>Highest sequence that is handled here and by every follower (acquire).</summary>
    public long Handled => Slowest(_cursor.PlainValue);

    /// <summary>Where failures are reported and from where the claims are halted.</summary>
    public RingFault FaultSink => _fault;

    /// <summary>The failure that stopped the ring, or null.</summary>
    public Exception? Fault => _fault.Exception;

    /// <summary>The slots.</summary>
    public TMemory Memory => _memory;

    /// <summary>The handler, in place. Running thread only, or after it ended.</summary>
    public ref THandler Handler => ref _runner.Handler;

    /// <summary>The slot of <paramref name="sequence"/>.</summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _memory[sequence];
    }

    /// <summary>Adds sequences that a claim must not overtake by more than the capacity. Before the first claim.</summary>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences)
    {
        _gating = [.. _gating, .. sequences];
        _freeUntil = Slowest(_claimed) + _capacity;
    }

    /// <summary>Calls the handler's OnStart. On the running thread, before the first claim.</summary>
    public void Start()
    {
        try
        {
            _runner.Start();
        }
        catch (Exception exception)
        {
            throw Failed(exception, _claimed + 1);
        }
    }

    /// <summary>Calls the handler's OnShutdown. On the running thread, after the last publish.</summary>
    public void Shutdown()
    {
        try
        {
            _runner.Shutdown();
        }
        catch (Exception exception)
        {
            throw Failed(exception, _claimed + 1);
        }
    }

    /// <summary>Claims the next sequence; <see cref="Sequence.Halted"/> after a halt or a failure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => Claim(1);

    /// <summary>Claims <paramref name="count"/> sequences (1 … capacity), returns the highest or <see cref="Sequence.Halted"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(int count)
    {
        CheckCount(count);
        return Claim(count);
    }

    /// <summary>As <see cref="Next(int)"/> and never waits; false after a halt or a failure, or when a follower is a whole ring behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(int count, out long highest)
    {
        CheckCount(count);
        long next = _claimed + count;
        if (next > _freeUntil && _gating.Length > 0)
        {
            _freeUntil = Slowest(_claimed) + _capacity;
        }

        highest = next > _freeUntil ? Sequence.Halted : Claim(count);
        return highest != Sequence.Halted;
    }

    /// <summary>Handles everything claimed up to <paramref name="sequence"/>, then stores the cursor.</summary>
    /// <exception cref="HandlerFaultException">The handler threw; the ring is stopped for good.</exception>
    public void Publish(long sequence) => Publish(_cursor.PlainValue + 1, sequence);

    /// <summary>Handles the batch, then stores the cursor.</summary>
    /// <exception cref="HandlerFaultException">The handler threw; the ring is stopped for good.</exception>
    public void Publish(long lowest, long highest)
    {
        Debug.Assert(lowest == _cursor.PlainValue + 1, "A batch is published in the order of its claim.");
        Debug.Assert(highest <= _claimed && highest >= lowest, "A sequence is claimed before it is published.");
        try
        {
            _runner.Run(lowest, highest);
        }
        catch (Exception exception)
        {
            _cursor.SetValue(_runner.Position - 1);
            throw Failed(exception, _runner.Position);
        }

        _cursor.SetValue(highest);
    }

    /// <summary>Ends the ring: the next claim returns <see cref="Sequence.Halted"/>. Any thread.</summary>
    public void Halt() => _fault.HaltAll();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Claim(int count)
    {
        long next = _claimed + count;
        if (next > _freeUntil || _fault.Halt.IsReached(next))
        {
            return ClaimWhenFree(next);
        }

        Debug.Assert(next - _capacity <= _cursor.PlainValue, "What is claimed is published before a slot comes round again.");
        _claimed = next;
        return next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ClaimWhenFree(long next)
    {
        CapacityWait wait = default;
        while (!_fault.Halt.IsReached(next))
        {
            if (_gating.Length > 0)
            {
                _freeUntil = Slowest(_claimed) + _capacity;
            }

            if (next <= _freeUntil)
            {
                _claimed = next;
                return next;
            }

            wait.Once();
        }

        return Sequence.Halted;
    }

    // Acquire: pairs with the release by which a follower gives its slots back, so that its reads of a slot are over before this
    // thread's writes to it begin.
    private long Slowest(long sequence)
    {
        foreach (Sequence gating in _gating)
        {
            sequence = Math.Min(sequence, gating.Value);
        }

        return sequence;
    }

    private void CheckCount(int count)
    {
        if (count < 1 || count > _capacity)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A claim takes 1 to {_capacity} slots.");
        }
    }

    private HandlerFaultException Failed(Exception exception, long sequence)
    {
        HandlerFaultException fault = new(_name, sequence, exception);
        _fault.Report(fault);
        return fault;
    }
}
