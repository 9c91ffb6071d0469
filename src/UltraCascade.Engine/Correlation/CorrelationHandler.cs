using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Runs beside the velocity handler on the ring: coincidence across venues and instruments, left for the signal handler behind both.
/// </summary>
/// <typeparam name="TRow">Row arithmetic.</typeparam>
public struct CorrelationHandler<TRow>(CoincidenceTracker<TRow> tracker, CorrelationPair[] readings) : IEventHandler<EventRecord>
    where TRow : struct, IRowKernel
{
    /// <summary>
    /// Handles one record. <c>readings[sequence &amp; (length − 1)]</c> is written here and read by the signal handler after the barrier that
    /// carries this handler's sequence to it.
    /// </summary>
    public readonly void OnEvent(ref EventRecord record, long sequence, bool endOfBatch)
    {
        tracker.Take(in record);

        ref CorrelationPair pair = ref readings[sequence & (readings.Length - 1)];
        pair.Market = tracker.Read(0, record.EngineNs);
        pair.Instrument = record.Instrument == 0 ? CorrelationReading.Undefined : tracker.Read(record.Instrument, record.EngineNs);
    }
}
