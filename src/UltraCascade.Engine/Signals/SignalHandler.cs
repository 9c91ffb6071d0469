using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// The last handler on the ring, behind velocity. <paramref name="showCounters"/>: whether this handler shows the counters at
/// the end of each batch (on a thread of its own); fused, the loop shows them at the pace of the heartbeat.
/// </summary>
/// <typeparam name="TSink">Where frames go.</typeparam>
/// <typeparam name="TReadings">What the handlers before this one found out.</typeparam>
public struct SignalHandler<TSink, TReadings>(SignalDesk<TSink, TReadings> desk, bool showCounters) : IEventHandler<EventRecord>
    where TSink : struct, ISignalSink
    where TReadings : struct, IReadingSource
{
    /// <summary>Handles one record; the last one of a batch shows what was put off.</summary>
    public readonly void OnEvent(ref EventRecord record, long sequence, bool endOfBatch)
    {
        desk.Handle(in record, sequence);
        if (endOfBatch)
        {
            desk.EndBatch(sequence);
            if (showCounters)
            {
                desk.ShowCounters();
            }
        }
    }

    /// <summary>Shows the counters a last time.</summary>
    public readonly void OnShutdown() => desk.ShowCounters();
}
