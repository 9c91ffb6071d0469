using System.Diagnostics.CodeAnalysis;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// The sequencer's end of the ring: stores each record with its origin in the slot that is next, and hands the stored ones to the handlers in one
/// batch: a single record when it is quiet, up to a limit when there is a backlog. One thread.
/// <para>Stored is not handled: whoever maps the ring after a kill finds records that no handler has seen.</para>
/// </summary>
/// <typeparam name="TProducer">The ring, in one of the topologies.</typeparam>
/// <typeparam name="TOrigins">The ring's provenance column.</typeparam>
public struct RingStage<TProducer, TOrigins>
    where TProducer : struct, IRingProducer<EventRecord>
    where TOrigins : struct, IRingMemory<Provenance>
{
    private readonly long _limit;
    private TProducer _ring;
    private TOrigins _origins;
    private long _stored;
    private long _published;

    /// <summary>Stands at the ring's cursor; a batch has at most <paramref name="batchRecords"/> records, and a quarter of the ring.</summary>
    public RingStage(TProducer ring, TOrigins origins, int batchRecords)
    {
        _ring = ring;
        _origins = origins;
        _stored = _published = ring.Cursor;

        // Slots that are stored and not published come back only after they are published: their number must stay well below the ring, or the
        // claim of one more could wait for ever.
        _limit = Math.Clamp(batchRecords, 1, Math.Max(1, ring.Capacity / 4));
    }

    /// <summary>Stores a record that came from <paramref name="position"/> of <paramref name="feed"/> (−1 = the sequencer's own); a full batch goes on to the handlers.</summary>
    /// <exception cref="InvalidOperationException">The ring was halted.</exception>
    public void Store(in EventRecord record, int feed, long position)
    {
        long sequence = _ring.Next();
        if (sequence == Ring.Sequence.Halted)
        {
            ThrowHalted();
        }

        ref EventRecord slot = ref _ring[sequence];
        slot.EngineNs = record.EngineNs;
        slot.ExchangeNs = record.ExchangeNs;
        slot.ReceiveNs = record.ReceiveNs;
        slot.AmountMicroUsd = record.AmountMicroUsd;
        slot.Value = record.Value;
        slot.Id = record.Id;
        slot.Instrument = record.Instrument;
        slot.Kind = record.Kind;
        slot.Venue = record.Venue;
        slot.Side = record.Side;
        slot.Flags = record.Flags;
        slot.Feed = record.Feed;
        slot.Reserved = 0;
        ref Provenance origin = ref _origins[sequence];
        origin.FeedPosition = position;
        origin.Feed = feed;

        // Release: the sequence makes record and provenance whole for whoever maps the ring file after a kill.
        Volatile.Write(ref slot.Sequence, sequence);
        _stored = sequence;
        if (sequence - _published >= _limit)
        {
            Flush();
        }
    }

    /// <summary>Hands what is stored to the handlers.</summary>
    public void Flush()
    {
        if (_stored != _published)
        {
            long lowest = _published + 1;
            _published = _stored;
            _ring.Publish(lowest, _stored);
        }
    }

    [DoesNotReturn]
    private readonly void ThrowHalted() =>
        throw new InvalidOperationException("The ring was halted, so the sequencer stops.", _ring.Fault);
}
