using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// The first handler on the ring: brings each record into the windows and leaves the readings for the handlers behind it.
/// Liquidation: both readings. Sweep: the instrument's. Tick and Gap: the market's. Market data: none.
/// </summary>
/// <typeparam name="TKernel">Lane arithmetic.</typeparam>
public struct VelocityHandler<TKernel>(VelocityTracker<TKernel> tracker, ReadingPair[] readings) : IEventHandler<EventRecord>
    where TKernel : struct, ILaneKernel
{
    /// <summary>
    /// Handles one record. <c>readings[sequence &amp; (length − 1)]</c> is written here and read by the signal handler after
    /// the barrier that carries this handler's sequence to it.
    /// </summary>
    public readonly void OnEvent(ref EventRecord record, long sequence, bool endOfBatch)
    {
        ref ReadingPair pair = ref readings[sequence & (readings.Length - 1)];
        switch (record.Kind)
        {
            case RecordKind.Liquidation:
                bool counts = (record.Flags & (RecordFlags.Snapshot | RecordFlags.Duplicate)) == 0;
                bool merged = counts && tracker.Add(in record);
                tracker.Read(record.Instrument, record.EngineNs, ref pair.Instrument);
                tracker.Read(0, record.EngineNs, ref pair.Market);
                pair.Instrument.Merged = pair.Market.Merged = merged ? (byte)1 : (byte)0;
                break;
            case RecordKind.Sweep:
                tracker.Read(record.Instrument, record.EngineNs, ref pair.Instrument);
                break;
            case RecordKind.Tick:
            case RecordKind.Gap:
                tracker.Read(0, record.EngineNs, ref pair.Market);
                break;
        }

        pair.Windows = tracker.Counts;
    }
}
