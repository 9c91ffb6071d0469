using UltraCascade.Engine;
using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Velocity;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Threads;
using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

using Parts = EngineParts<FeedTableSource, SignalRegionSink, MachineRuntime, AddressRingMemory<EventRecord>, AddressRingMemory<Provenance>>;

/// <summary>Chooses the type arguments of the engine from the settings: one branch here instead of one for every record.</summary>
internal static class EngineFactory
{
    /// <summary>
    /// Builds the engine over open regions; with <paramref name="recoverySink"/> it can be brought to what stored records say before it runs, with
    /// <paramref name="journal"/> it waits for that. <paramref name="onThreadStart"/> pins handler threads.
    /// </summary>
    public static IEngine Build(
        EngineSettings settings,
        ThreadPlan plan,
        EngineOptions options,
        RingRegion ring,
        SignalWriter signals,
        FeedTable feeds,
        SignalRegionSink? recoverySink,
        EngineJournal? journal,
        Action<int> onThreadStart)
    {
        AddressRingMemory<EventRecord> slots = new(ring.SlotsAddress, ring.SlotCount);
        long cursor = ring.RecoveredCursor;
        Parts parts = new(
            new FeedTableSource(feeds, ring, signals),
            new SignalRegionSink(signals, journal?.Limit),
            new MachineRuntime(ring, signals, plan.Wait, plan.MaySpin),
            slots,
            new AddressRingMemory<Provenance>(ring.ProvenanceAddress, ring.SlotCount),
            cursor,
            cursor > 0 && slots[cursor].Sequence == cursor ? slots[cursor].EngineNs : 0,
            recoverySink,
            journal?.Tap);
        return EngineChoices.Resolve(settings.Simd) switch
        {
            SimdWidth.Scalar => WithKernel<ScalarLanes, ScalarRow>(plan, options, parts, onThreadStart),
            SimdWidth.V128 => WithKernel<VectorLanes<VectorOf2>, Row128>(plan, options, parts, onThreadStart),
            SimdWidth.V256 => WithKernel<VectorLanes<VectorOf4>, Row256>(plan, options, parts, onThreadStart),
            _ => WithKernel<VectorLanes<VectorOf8>, Row512>(plan, options, parts, onThreadStart),
        };
    }

    private static IEngine WithKernel<TKernel, TRow>(ThreadPlan plan, EngineOptions options, Parts parts, Action<int> onThreadStart)
        where TKernel : struct, ILaneKernel
        where TRow : struct, IRowKernel
    {
        if (plan.Topology == Topology.Fused)
        {
            return EngineGraph.Fused<TKernel, TRow, FeedTableSource, SignalRegionSink, MachineRuntime, AddressRingMemory<EventRecord>, AddressRingMemory<Provenance>>(options, parts);
        }

        int spinTries = plan.MaySpin ? AdaptiveWaitStrategy<FutexParker>.DefaultSpinTries : 0;
        return plan.Wait switch
        {
            WaitStrategyChoice.BusySpin => WithWait<TKernel, TRow, BusySpinWaitStrategy>(options, parts, new BusySpinWaitStrategy(), onThreadStart),
            WaitStrategyChoice.Yielding => WithWait<TKernel, TRow, YieldingWaitStrategy>(options, parts, new YieldingWaitStrategy(), onThreadStart),
            WaitStrategyChoice.Blocking => WithWait<TKernel, TRow, BlockingWaitStrategy<FutexParker>>(
                options, parts, new BlockingWaitStrategy<FutexParker>(new FutexParker()), onThreadStart),
            _ => WithWait<TKernel, TRow, AdaptiveWaitStrategy<FutexParker>>(
                options, parts, new AdaptiveWaitStrategy<FutexParker>(new FutexParker(), spinTries), onThreadStart),
        };
    }

    private static IEngine WithWait<TKernel, TRow, TWait>(EngineOptions options, Parts parts, TWait wait, Action<int> onThreadStart)
        where TKernel : struct, ILaneKernel
        where TRow : struct, IRowKernel
        where TWait : struct, IWaitStrategy =>
        EngineGraph.Parallel<TKernel, TRow, TWait, FeedTableSource, SignalRegionSink, MachineRuntime, AddressRingMemory<EventRecord>, AddressRingMemory<Provenance>>(
            options, parts, wait, onThreadStart);
}
