using System.Runtime.Intrinsics;
using UltraCascade.Engine;
using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Sequencing;
using UltraCascade.Engine.Velocity;
using UltraCascade.Feeds;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Evaluation.InProcess;

/// <summary>
/// A whole engine inside this process, fused, over private memory: the same graph that the engine process runs, fed with the time line of a table.
/// </summary>
public static class EngineRun
{
    private const int RingSlots = 1024;
    private const long SlabEntryBytes = 24;
    private const long LeastSlabBytes = 1L << 20;
    private const long MostSlabBytes = 256L << 20;

    /// <summary>What the engine says about the market of <paramref name="table"/> with <paramref name="detector"/>.</summary>
    /// <exception cref="InvalidOperationException">The engine ended with a fault.</exception>
    public static MarketLog Run(LiquidationTable table, ShiryaevOptions detector, Watch watch)
    {
        EngineOptions options = new()
        {
            Instruments = Math.Max(64, table.Instruments.Count),
            SlabBytes = Math.Clamp((table.Count + 1) * SlabEntryBytes, LeastSlabBytes, MostSlabBytes),
            Mode = InstanceMode.Replay,
            Detector = detector,
        };
        return Vector512.IsHardwareAccelerated ? Run<VectorLanes<VectorOf8>, Row512>(table, options, watch)
            : Vector256.IsHardwareAccelerated ? Run<VectorLanes<VectorOf4>, Row256>(table, options, watch)
            : Run<VectorLanes<VectorOf2>, Row128>(table, options, watch);
    }

    private static MarketLog Run<TKernel, TRow>(LiquidationTable table, EngineOptions options, Watch watch)
        where TKernel : struct, ILaneKernel
        where TRow : struct, IRowKernel
    {
        using NativeRingMemory<EventRecord> slots = new(RingSlots);
        using NativeRingMemory<Provenance> origins = new(RingSlots);
        MarketLog log = new();
        EngineParts<TimelineSource, MarketSink, StillMachine, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>> parts =
            new(new TimelineSource(new TimelineCursor(table, watch)), new MarketSink(log), default, slots, origins, Cursor: 0, EngineNs: 0);
        IEngine engine = EngineGraph.Fused<TKernel, TRow, TimelineSource, MarketSink, StillMachine, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>>(
            options, parts);

        // Stopped before it runs: it takes what the feed has, then returns.
        engine.Stop();
        engine.Run();
        watch.Token.ThrowIfCancellationRequested();
        if (engine.Fault is not null)
        {
            throw new InvalidOperationException($"The engine stopped with a fault: {engine.Fault.Message}", engine.Fault);
        }

        if (!table.Records.IsEmpty)
        {
            log.Close(table.Records[^1].ReceiveNs);
        }

        return log;
    }

    /// <summary>A machine whose clocks stand still: recorded data brings its own time.</summary>
    private readonly struct StillMachine : IEngineRuntime
    {
        public long WallNs() => 1;

        public long MonotonicNs() => 1;

        public void Beat(long monotonicNs, long cursor)
        {
        }

        public void Idle(long rounds) => Thread.Yield();
    }
}
