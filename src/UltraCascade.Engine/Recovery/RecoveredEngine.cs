using UltraCascade.Engine.Signals;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Recovery;

/// <summary>
/// Takes stored records through the same sequencer and the same handlers as the engine that runs afterwards, on one thread whatever the topology,
/// and past the ring: its slots hold the only copy of the newest records, and must survive another death in the middle of this.
/// <para>
/// What the handlers say meanwhile goes to a sink of its own; <see cref="Finish"/> gives the desk the real one. So the hot path knows nothing of
/// recovery.
/// </para>
/// </summary>
internal sealed class RecoveredEngine<THandler, TSink, TReadings>(
    THandler handler, SignalDesk<TSink, TReadings> desk, IRecoverableSequencer sequencer, TSink sink, StoredRecordCheck check) : IRecovery
    where THandler : struct, IEventHandler<EventRecord>
    where TSink : struct, ISignalSink
    where TReadings : struct, IReadingSource
{
    private const int Batch = 512;

    private readonly EventRecord[] _batch = new EventRecord[Batch];
    private THandler _handler = handler;

    /// <inheritdoc/>
    public long Apply(IStoredRecords records)
    {
        long applied = 0;
        for (int count = records.Read(_batch); count > 0; count = records.Read(_batch))
        {
            if (records.IsBehindHole)
            {
                check.ExpectHole();
            }

            for (int i = 0; i < count; i++)
            {
                ref EventRecord record = ref _batch[i];
                check.Require(in record);
                sequencer.Recover(in record);
                _handler.OnEvent(ref record, record.Sequence, endOfBatch: true);
                records.Applied(in record);
            }

            applied += count;
        }

        desk.ShowCounters();
        return applied;
    }

    /// <inheritdoc/>
    public void Finish(RecoveryStart start)
    {
        desk.ReplaceSink(sink);
        desk.NumberEpisodesAfter(start.Episodes);
        sequencer.FinishRecovery(start);
    }
}
