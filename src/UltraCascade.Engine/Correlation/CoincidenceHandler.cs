using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Coincidence across venues and instruments, without readings: for a graph on one thread. The summaries are brought up to date at the same records as
/// by <see cref="CorrelationHandler{TRow}"/>, so they say the same.
/// </summary>
/// <typeparam name="TRow">Row arithmetic.</typeparam>
public readonly struct CoincidenceHandler<TRow>(CoincidenceTracker<TRow> tracker) : IEventHandler<EventRecord>
    where TRow : struct, IRowKernel
{
    /// <summary>Handles one record.</summary>
    public void OnEvent(ref EventRecord record, long sequence, bool endOfBatch)
    {
        tracker.Take(in record);
        tracker.Refresh(0, record.EngineNs);
        if (record.Instrument != 0)
        {
            tracker.Refresh(record.Instrument, record.EngineNs);
        }
    }
}
