using UltraCascade.Engine.Recovery;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// The sequencer's state after records that an earlier one sequenced: the decisions are in the records, so each is made again from the same state
/// and must come out the same.
/// </summary>
public sealed partial class Sequencer<TSource, TProducer, TOrigins, TRuntime> : IRecoverableSequencer
{
    // Sweeps that the newest record still has to be followed by.
    private int _sweepsOwed;
    private RecoveryStart? _recovered;

    /// <inheritdoc/>
    void IRecoverableSequencer.Recover(in EventRecord record)
    {
        _mayJump = false;
        _engineNs = record.EngineNs;
        if (record.Kind == RecordKind.Sweep)
        {
            RecoverSweep(in record);
            return;
        }

        if (record.Kind == RecordKind.Liquidation)
        {
            EventRecord again = record;
            again.Flags &= RecordFlags.Snapshot;
            FlagLiquidation(record.Feed, ref again);

            // Behind a hole in the records the filter has forgotten ids; what it said then is what counts.
        }
        else
        {
            CountOther(in record);
        }

        _sweepsOwed = SweepsAfter(in record);
    }

    /// <inheritdoc/>
    void IRecoverableSequencer.FinishRecovery(RecoveryStart start)
    {
        _recovered = start;
        _mayJump |= start.MayJump;
        _counters[(int)EngineCounter.Rejected] = start.Rejected;
        _counters[(int)EngineCounter.Jumps] = start.Jumps;
        for (int feed = 0; feed < Math.Min(_refused.Length, start.RefusedByFeed.Count); feed++)
        {
            _refused[feed] = start.RefusedByFeed[feed];
        }
    }

    /// <summary>
    /// Goes on where the records ended: with the sweeps that the last one still owes, and with a gap that says so when not everything before it
    /// could be recovered. On the sequencer's thread, when the handlers run.
    /// </summary>
    public void Resume()
    {
        if (_recovered is null)
        {
            return;
        }

        Sweep(_sweepsOwed);
        _sweepsOwed = 0;
        if (!_recovered.IsWhole)
        {
            AddOwnGap();
        }

        _stage.Flush();
        _recovered = null;
    }

    // A record that is swept has been counted as due before; behind a hole in the records the schedule is another one.
    private void RecoverSweep(in EventRecord record)
    {
        Count(EngineCounter.Sweeps);
        _sweepsOwed--;
        _ = _sweeps.Next(_engineNs);
    }

    // The windows lack what came before: to whoever reads the frames that is a loss like any other.
    private void AddOwnGap()
    {
        EventRecord gap = OwnRecord(RecordKind.Gap, _engineNs);
        _engineNs = _live ? Math.Max(_engineNs, _runtime.WallNs()) : _engineNs;
        gap.EngineNs = gap.ReceiveNs = _engineNs;
        gap.Id = (ulong)GapReason.Outage;
        CountOther(in gap);
        _stage.Store(in gap, -1, 0);
        Sweep(in gap);
    }
}
