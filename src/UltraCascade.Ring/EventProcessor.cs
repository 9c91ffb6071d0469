using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// The loop around one handler, for a thread of its own: waits behind its barrier, hands a batch to the handler, releases its
/// own sequence, again. A batch is what is available, at most <see cref="MaxBatch"/> records, so that progress shows.
/// <para>A handler that throws stops the ring: its sequence is left at the last record handled, the failure is reported
/// (<see cref="RingFault"/>), the producer and all other processors end their waits and leave.</para>
/// </summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="TMemory">Slots.</typeparam>
/// <typeparam name="THandler">Handler.</typeparam>
/// <typeparam name="TWait">Wait strategy.</typeparam>
public sealed class EventProcessor<T, TMemory, THandler, TWait> : IEventProcessor
    where T : unmanaged
    where TMemory : struct, IRingMemory<T>
    where THandler : struct, IEventHandler<T>
    where TWait : struct, IWaitStrategy
{
    private const int Created = 0;
    private const int Running = 1;
    private const int Ended = 2;

    private readonly RingBuffer<T, TMemory, TWait> _ring;
    private readonly SequenceBarrier<TWait> _barrier;
    private readonly TWait _wait;
    private Thread? _thread;
    private Exception? _fault;
    private long _maxBatch;
    private int _state;

    // Structs come last in the object, in this order: the handler's state shares no line with anybody else's data.
#pragma warning disable CS0169 // Padding is there to be unused.
    private CacheLinePadding _paddingBefore;
    private BatchRunner<T, TMemory, THandler> _runner;
    private CacheLinePadding _paddingAfter;
#pragma warning restore CS0169

    /// <summary>Creates a processor behind <paramref name="barrier"/> that begins after the sequence published now.</summary>
    public EventProcessor(
        string name,
        RingBuffer<T, TMemory, TWait> ring,
        THandler handler,
        SequenceBarrier<TWait> barrier)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(barrier);
        Name = name;
        _ring = ring;
        _barrier = barrier;
        _wait = ring.WaitStrategy;
        long position = ring.Cursor.Value;
        Sequence = new Sequence(position);
        _maxBatch = Math.Clamp(ring.Capacity / 8, 1, 1024);
        _runner = new BatchRunner<T, TMemory, THandler>(ring.Memory, handler, position);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>
    /// Highest sequence handled. Written by the processor's thread with release after each batch; acquired by barriers behind
    /// it and by the producer.
    /// </summary>
    public Sequence Sequence { get; }

    /// <summary>
    /// Most records between two releases of <see cref="Sequence"/>, and the longest a halt is put off: an eighth of the ring,
    /// at most 1024, unless set before the start.
    /// </summary>
    public long MaxBatch
    {
        get => _maxBatch;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBatch = value;
        }
    }

    /// <inheritdoc/>
    public bool IsRunning => Volatile.Read(ref _state) == Running;

    /// <inheritdoc/>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>The handler, in place. Belongs to the processor's thread until that was joined.</summary>
    public ref THandler Handler => ref _runner.Handler;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start(Action? onThreadStart = null)
    {
        Enter();
        _thread = new Thread(() => Run(onThreadStart)) { Name = Name, IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void RunOnCurrentThread()
    {
        Enter();
        Run(null);
    }

    /// <inheritdoc/>
    public void Halt() => _barrier.Alert();

    /// <inheritdoc/>
    public void HaltAfter(long sequence) => _barrier.AlertAfter(sequence);

    /// <inheritdoc/>
    public void Drain() => HaltAfter(_ring.Cursor.Value);

    /// <inheritdoc/>
    public bool Join(TimeSpan timeout) => _thread is null || _thread.Join(timeout);

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Created) != Created)
        {
            throw new InvalidOperationException($"Processor '{Name}' was started before; a processor runs once.");
        }
    }

    private void Run(Action? onThreadStart)
    {
        try
        {
            Guarded(onThreadStart, static (processor, first) =>
            {
                first?.Invoke();
                processor._runner.Start();
                processor.Loop();
            });
            Guarded(null, static (processor, _) => processor._runner.Shutdown());
        }
        finally
        {
            Volatile.Write(ref _state, Ended);
        }
    }

    private void Guarded(Action? first, Action<EventProcessor<T, TMemory, THandler, TWait>, Action?> body)
    {
        try
        {
            body(this, first);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        long handled = Sequence.PlainValue;
        if (_runner.Position > handled)
        {
            // The batch was cut short: what came before the failing record is done.
            handled = _runner.Position - 1;
            Sequence.SetValue(handled);
        }

        HandlerFaultException fault = new(Name, handled + 1, exception);
        Interlocked.CompareExchange(ref _fault, fault, null);
        _ring.FaultSink.Report(fault);
    }

    private void Loop()
    {
        HaltPoint halt = _barrier.Halt;
        long next = Sequence.PlainValue + 1;
        long limit;
        while (next <= (limit = halt.Limit))
        {
            SequenceWaitResult result = _barrier.WaitFor(next);
            if (!result.IsAvailable)
            {
                if (result.IsHalted)
                {
                    return;
                }

                _runner.Timeout(next);
                continue;
            }

            long highest = Math.Min(Math.Min(result.AvailableSequence, next + _maxBatch - 1), limit);
            RunBatch(next, highest);

            // Release: pairs with the acquire in DependentSequenceGroup.Value of the barriers behind this processor, and in
            // the sequencer's look at its gating sequences.
            Sequence.SetValue(highest);
            if (TWait.NeedsSignal)
            {
                _wait.SignalAllWhenBlocking();
            }

            next = highest + 1;
        }
    }

    // Not inlined, so that the tiers of the JIT replace the hot loop while Loop itself never returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunBatch(long lowest, long highest) => _runner.Run(lowest, highest);
}
