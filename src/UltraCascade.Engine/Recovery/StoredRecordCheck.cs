using UltraCascade.Engine.Sequencing;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Recovery;

/// <summary>
/// What stored records must be before the handlers, which believe what the sequencer gives them, may see them: without a hole that nobody told of, in the order of
/// time, and inside the tables of this engine.
/// </summary>
/// <param name="instruments">Highest index of an instrument.</param>
/// <param name="feeds">Places in the feed table.</param>
internal sealed class StoredRecordCheck(int instruments, int feeds)
{
    private const byte OwnFeed = 255;

    private long _sequence;
    private long _engineNs;
    private bool _mayJump = true;

    /// <summary>The next record may have any higher sequence.</summary>
    internal void ExpectHole() => _mayJump = true;

    /// <summary>Checks the next record.</summary>
    /// <exception cref="RecoveryException">It cannot be the next one.</exception>
    internal void Require(in EventRecord record)
    {
        if (_mayJump ? record.Sequence <= _sequence : record.Sequence != _sequence + 1)
        {
            throw new RecoveryException($"record {_sequence + 1} is missing: record {record.Sequence} comes in its place");
        }

        if (record.EngineNs < _engineNs)
        {
            throw new RecoveryException($"record {record.Sequence} goes back in time");
        }

        if (record.Instrument > instruments || record.Venue >= Venue.Capacity || (record.Feed >= feeds && record.Feed != OwnFeed))
        {
            throw new RecoveryException(
                $"record {record.Sequence} is of instrument {record.Instrument}, venue {record.Venue}, feed {record.Feed}, and this engine has {instruments} instruments and {feeds} feeds");
        }

        if ((record.Kind != RecordKind.Sweep && !RecordCheck.IsWellFormed(in record))
            || (record.Kind is RecordKind.Sweep or RecordKind.Liquidation && record.Instrument == 0)
            || (record.Kind == RecordKind.Liquidation && (record.Venue == 0 || record.Feed == OwnFeed)))
        {
            throw new RecoveryException($"record {record.Sequence} has a field out of its range");
        }

        _mayJump = false;
        _sequence = record.Sequence;
        _engineNs = record.EngineNs;
    }
}
