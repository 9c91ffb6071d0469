using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Signals;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine;

using Record = EventRecord;

/// <summary>All handlers in dependency order as one: velocity, correlation, signals.</summary>
internal struct FusedChain<TKernel, TRow, TSink>(
    HandlerChain<Record, WindowHandler<TKernel>, CoincidenceHandler<TRow>> trackers, SignalHandler<TSink, LiveReadings<TKernel, TRow>> signals) : IEventHandler<Record>
    where TKernel : struct, ILaneKernel
    where TRow : struct, IRowKernel
    where TSink : struct, ISignalSink
{
    private HandlerChain<Record, WindowHandler<TKernel>, CoincidenceHandler<TRow>> _trackers = trackers;
    private SignalHandler<TSink, LiveReadings<TKernel, TRow>> _signals = signals;

    public void OnEvent(ref Record record, long sequence, bool endOfBatch)
    {
        _trackers.OnEvent(ref record, sequence, endOfBatch);
        _signals.OnEvent(ref record, sequence, endOfBatch);
    }

    public readonly void OnShutdown() => _signals.OnShutdown();
}
