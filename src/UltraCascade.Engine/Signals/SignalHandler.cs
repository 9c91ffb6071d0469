using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// The last handler on the ring, behind velocity. <paramref name="showCounters"/>: whether this handler shows the counters at
/// the end of each batch (on a thread of its own); fused, the loop shows them at the pace of the heartbeat.
/// </summary>
/// <typeparam name="TSink">Where frames go.</typeparam>
public struct SignalHandler<TSink>(SignalDesk<TSink> desk, bool showCounters) : IEventHandler<EventRecord>
    where TSink : struct, ISignalSink
{
    /// <summary>Handles one record.</summary>
    public readonly void OnEvent(ref EventRecord record, long sequence, bool endOfBatch)
    {
        desk.Handle(in record, sequence);
        if (endOfBatch && showCounters)
        {
            desk.ShowCounters();
        }
    }

    /// <summary>Shows the counters a last time.</summary>
    public readonly void OnShutdown() => desk.ShowCounters();
}
