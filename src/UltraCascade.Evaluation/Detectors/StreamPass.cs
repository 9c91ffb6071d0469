using UltraCascade.Engine.Sequencing;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// Takes a table through the sequencer's rules without an engine around them: ticks and gaps of the time line, engine time, duplicates
/// and further fills of one order, decided by the sequencer's own classes.
/// </summary>
public static class StreamPass
{
    private const int BatchRecords = 4096;

    /// <summary>Hands every record of <paramref name="table"/> to <paramref name="consumer"/>.</summary>
    /// <returns>Records handed over.</returns>
    public static long Run<TConsumer>(LiquidationTable table, ref TConsumer consumer, Watch watch)
        where TConsumer : IRecordConsumer
    {
        TimelineWriter timeline = new(table);
        DuplicateFilter duplicates = new();
        FillWatch fills = new(table.Instruments.Count);
        EventRecord[] batch = new EventRecord[BatchRecords];
        long engineNs = 0;
        long records = 0;
        for (int count = timeline.Fill(batch); count > 0; count = timeline.Fill(batch))
        {
            watch.Advance(count);
            records += count;
            foreach (ref EventRecord record in batch.AsSpan(0, count))
            {
                engineNs = Math.Max(engineNs, record.ReceiveNs);
                record.EngineNs = engineNs;
                if (record.Kind == RecordKind.Liquidation)
                {
                    record.Flags |= duplicates.SeenBefore(record.Venue, record.Instrument, record.Id) ? RecordFlags.Duplicate
                        : fills.IsFurtherFill(in record, engineNs) ? RecordFlags.Fill
                        : RecordFlags.None;
                }

                consumer.Take(in record);
            }
        }

        return records;
    }
}
