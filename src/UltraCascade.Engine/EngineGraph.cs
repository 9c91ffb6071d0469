using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Recovery;
using UltraCascade.Engine.Sequencing;
using UltraCascade.Engine.Signals;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine;

/// <summary>A built engine, ready to run. The interface is called a few times in its life, never for a record.</summary>
public interface IEngine
{
    /// <summary>Runs the sequencer's loop on the current thread until <see cref="Stop"/> and drained, or until a fault.</summary>
    void Run();

    /// <summary>Asks <see cref="Run"/> to take what the feeds still have and return. Any thread.</summary>
    void Stop();

    /// <summary>The failure that ended the engine, or null.</summary>
    Exception? Fault { get; }

    /// <summary>The way back to what an earlier engine knew; null when the parts have no sink for it.</summary>
    IRecovery? Recovery { get; }
}

/// <summary>What the graph needs from outside; every part is a struct bound by generic constraints.</summary>
/// <typeparam name="TSource">Feeds.</typeparam>
/// <typeparam name="TSink">Signals.</typeparam>
/// <typeparam name="TRuntime">Machine.</typeparam>
/// <typeparam name="TMemory">Ring slots.</typeparam>
/// <typeparam name="TOrigins">Provenance column.</typeparam>
/// <param name="Source">Feeds.</param>
/// <param name="Sink">Signals.</param>
/// <param name="Runtime">Machine.</param>
/// <param name="Memory">Ring slots, in shared memory.</param>
/// <param name="Origins">Provenance column, in shared memory.</param>
/// <param name="Cursor">Sequence to continue after.</param>
/// <param name="EngineNs">Engine time to continue from; 0 = none.</param>
/// <param name="RecoverySink">Where signals go while stored records are applied; null when nothing is to be recovered.</param>
/// <param name="Tap">A follower of the ring that the sequencer must not lap, or null.</param>
public readonly record struct EngineParts<TSource, TSink, TRuntime, TMemory, TOrigins>(
    TSource Source, TSink Sink, TRuntime Runtime, TMemory Memory, TOrigins Origins, long Cursor, long EngineNs, TSink? RecoverySink = null, RingTap? Tap = null)
    where TSource : struct, IFeedSource
    where TSink : struct, ISignalSink
    where TRuntime : struct, IEngineRuntime
    where TMemory : struct, IRingMemory<EventRecord>
    where TOrigins : struct, IRingMemory<Provenance>;

/// <summary>
/// Who waits for whom: sequencer → velocity ∥ correlation → signals, on one thread (fused) or one thread each (parallel). The same handler
/// structs in the same order see the same records, so the signals are the same bit for bit.
/// </summary>
public static class EngineGraph
{
    /// <summary>Builds the fused engine: everything inside the publish of a record.</summary>
    public static IEngine Fused<TKernel, TRow, TSource, TSink, TRuntime, TMemory, TOrigins>(
        EngineOptions options, EngineParts<TSource, TSink, TRuntime, TMemory, TOrigins> parts)
        where TKernel : struct, ILaneKernel
        where TRow : struct, IRowKernel
        where TSource : struct, IFeedSource
        where TSink : struct, ISignalSink
        where TRuntime : struct, IEngineRuntime
        where TMemory : struct, IRingMemory<EventRecord>
        where TOrigins : struct, IRingMemory<Provenance>
    {
        VelocityTracker<TKernel> velocity = new(options.Instruments, options.SlabBytes);
        CoincidenceTracker<TRow> coincidence = new(options.Instruments, options.CoincidenceEvents);
        SignalDesk<TSink, LiveReadings<TKernel, TRow>> desk = new(options, new(velocity, coincidence), parts.RecoverySink ?? parts.Sink);
        FusedChain<TKernel, TRow, TSink> chain = new(
            new(new WindowHandler<TKernel>(velocity), new CoincidenceHandler<TRow>(coincidence)),
            new SignalHandler<TSink, LiveReadings<TKernel, TRow>>(desk, showCounters: false));
        FusedRing<EventRecord, TMemory, FusedChain<TKernel, TRow, TSink>> ring = new("engine", parts.Memory, chain, parts.Cursor);
        if (parts.Tap is { } tap)
        {
            ring.AddGatingSequences(tap.Sequence);
            tap.Bind(ring.Cursor, ring.FaultSink);
        }

        FusedProducer<EventRecord, TMemory, FusedChain<TKernel, TRow, TSink>> producer = new(ring);
        IEngineLoop loop = Loop(options, parts, producer, desk.ShowCounters);
        return new FusedEngine(loop, ring.Start, ring.Shutdown, () => ring.Fault) { Recovery = Recovery(options, parts, chain, desk, loop) };
    }

    /// <summary>
    /// Builds the parallel engine: velocity and correlation side by side behind the ring, signals behind both, each on a thread of its own.
    /// <paramref name="onThreadStart"/> runs first on each of them, with its number (1 = velocity, 2 = correlation, 3 = signals), to pin it.
    /// </summary>
    public static IEngine Parallel<TKernel, TRow, TWait, TSource, TSink, TRuntime, TMemory, TOrigins>(
        EngineOptions options, EngineParts<TSource, TSink, TRuntime, TMemory, TOrigins> parts, TWait wait, Action<int> onThreadStart)
        where TKernel : struct, ILaneKernel
        where TRow : struct, IRowKernel
        where TWait : struct, IWaitStrategy
        where TSource : struct, IFeedSource
        where TSink : struct, ISignalSink
        where TRuntime : struct, IEngineRuntime
        where TMemory : struct, IRingMemory<EventRecord>
        where TOrigins : struct, IRingMemory<Provenance>
    {
        // As many readings as slots: the producer cannot lap the signal handler, so neither can the handlers before it.
        int slots = checked((int)parts.Memory.Capacity);
        ReadingPair[] readings = GC.AllocateArray<ReadingPair>(slots, pinned: true);
        CorrelationPair[] correlations = GC.AllocateArray<CorrelationPair>(slots, pinned: true);
        VelocityTracker<TKernel> tracker = new(options.Instruments, options.SlabBytes);
        CoincidenceTracker<TRow> coincidence = new(options.Instruments, options.CoincidenceEvents);
        SignalDesk<TSink, RingReadings> desk = new(options, new(readings, correlations), parts.RecoverySink ?? parts.Sink);
        RingBuffer<EventRecord, TMemory, TWait> ring = new(parts.Memory, wait, parts.Cursor, hasSequenceInSlot: true);
        EventProcessor<EventRecord, TMemory, VelocityHandler<TKernel>, TWait> velocity =
            ring.NewProcessor("velocity", new VelocityHandler<TKernel>(tracker, readings));
        EventProcessor<EventRecord, TMemory, CorrelationHandler<TRow>, TWait> correlation =
            ring.NewProcessor("correlation", new CorrelationHandler<TRow>(coincidence, correlations));
        EventProcessor<EventRecord, TMemory, SignalHandler<TSink, RingReadings>, TWait> signals =
            ring.NewProcessor("signals", new SignalHandler<TSink, RingReadings>(desk, showCounters: true), velocity.Sequence, correlation.Sequence);
        ring.AddGatingSequences(signals.Sequence);
        if (parts.Tap is { } tap)
        {
            ring.AddGatingSequences(tap.Sequence);
            tap.Bind(ring.Cursor, ring.FaultSink);
        }

        ParallelProducer<EventRecord, TMemory, TWait> producer = new(ring);
        IEngineLoop loop = Loop(options, parts, producer, static () => { });
        HandlerChain<EventRecord, HandlerChain<EventRecord, VelocityHandler<TKernel>, CorrelationHandler<TRow>>, SignalHandler<TSink, RingReadings>> chain = new(
            new(new VelocityHandler<TKernel>(tracker, readings), new CorrelationHandler<TRow>(coincidence, correlations)),
            new SignalHandler<TSink, RingReadings>(desk, showCounters: false));
        return new ParallelEngine(loop, [velocity, correlation, signals], onThreadStart, () => ring.Fault, ring.Halt)
        {
            Recovery = Recovery(options, parts, chain, desk, loop),
        };
    }

    // The same handlers on one thread: they are structs around the same windows and states.
    private static IRecovery? Recovery<TChain, TReadings, TSource, TSink, TRuntime, TMemory, TOrigins>(
        EngineOptions options, EngineParts<TSource, TSink, TRuntime, TMemory, TOrigins> parts, TChain chain, SignalDesk<TSink, TReadings> desk, IEngineLoop loop)
        where TChain : struct, IEventHandler<EventRecord>
        where TReadings : struct, IReadingSource
        where TSource : struct, IFeedSource
        where TSink : struct, ISignalSink
        where TRuntime : struct, IEngineRuntime
        where TMemory : struct, IRingMemory<EventRecord>
        where TOrigins : struct, IRingMemory<Provenance> =>
        parts.RecoverySink is null
            ? null
            : new RecoveredEngine<TChain, TSink, TReadings>(chain, desk, loop.Sequencer, parts.Sink, new StoredRecordCheck(options.Instruments, parts.Source.Capacity));

    private static IEngineLoop Loop<TSource, TSink, TRuntime, TMemory, TOrigins, TProducer>(
        EngineOptions options, EngineParts<TSource, TSink, TRuntime, TMemory, TOrigins> parts, TProducer producer, Action showHandlerCounters)
        where TSource : struct, IFeedSource
        where TSink : struct, ISignalSink
        where TRuntime : struct, IEngineRuntime
        where TMemory : struct, IRingMemory<EventRecord>
        where TOrigins : struct, IRingMemory<Provenance>
        where TProducer : struct, IRingProducer<EventRecord>
    {
        Sequencer<TSource, TProducer, TOrigins, TRuntime> sequencer =
            new(options, parts.Source, producer, parts.Origins, parts.Runtime, parts.EngineNs);
        return new EngineLoop<TSource, TProducer, TOrigins, TRuntime>(sequencer, producer, parts.Runtime, showHandlerCounters);
    }
}
