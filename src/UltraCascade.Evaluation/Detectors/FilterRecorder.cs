using UltraCascade.Evaluation.Traces;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// Records the value of a filter over the whole market at every record of a stream. Further fills of an order and duplicates are no events;
/// the filter is looked at as on a tick.
/// </summary>
public struct FilterRecorder<TFilter>(TFilter filter, ValueTrace trace) : IRecordConsumer
    where TFilter : struct, IMarketFilter
{
    private TFilter _filter = filter;

    /// <inheritdoc/>
    public void Take(in EventRecord record)
    {
        if (record.Kind is not (RecordKind.Liquidation or RecordKind.Tick or RecordKind.Gap))
        {
            return;
        }

        bool isEvent = record.Kind == RecordKind.Liquidation
            && (record.Flags & (RecordFlags.Snapshot | RecordFlags.Duplicate | RecordFlags.Fill)) == 0;
        double value = isEvent
            ? _filter.Observe(record.Side == PositionSide.Long, record.AmountMicroUsd * 1e-6, record.EngineNs)
            : _filter.Look(record.EngineNs);
        trace.Add(record.EngineNs, value);
    }
}
