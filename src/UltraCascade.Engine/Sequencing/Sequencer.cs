using System.Runtime.CompilerServices;
using UltraCascade.Engine.Recovery;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// The only place where feeds merge: gives every record one sequence and one engine time, refuses what cannot be true, and
/// flags what is late, seen before or history. One thread.
/// <para>
/// Engine time is max(previous engine time, receive_ns). A record more than 10 s ahead is refused unless it is a Gap: one
/// wrong time stamp must not stop the clock for ever. The first record after a start may jump.
/// </para>
/// <para>
/// Nothing is seen before it is stored: record and provenance are in the ring's shared memory, the slot's sequence after them,
/// before the ring's cursor lets a handler see them.
/// </para>
/// </summary>
/// <typeparam name="TSource">Feeds.</typeparam>
/// <typeparam name="TProducer">The ring, in one of the topologies.</typeparam>
/// <typeparam name="TOrigins">The ring's provenance column.</typeparam>
/// <typeparam name="TRuntime">Clocks of the machine.</typeparam>
public sealed partial class Sequencer<TSource, TProducer, TOrigins, TRuntime>
    where TSource : struct, IFeedSource
    where TProducer : struct, IRingProducer<EventRecord>
    where TOrigins : struct, IRingMemory<Provenance>
    where TRuntime : struct, IEngineRuntime
{
    /// <summary>Records read from one feed before the next feed gets its turn.</summary>
    public const int BatchPerFeed = 256;

    /// <summary>How far ahead a record's time may be without a Gap, in ns.</summary>
    public const long MaxJumpNs = 10_000_000_000L;

    /// <summary>On a live instance the sequencer adds a Tick of its own when nothing was accepted for this long, in ns.</summary>
    public const long IdleTickNs = 1_000_000_000L;

    private const byte OwnFeed = 255;
    private const int ChunkRecords = 16;

    private readonly DirectoryMap _directory;
    private readonly DuplicateFilter _duplicates = new();
    private readonly EventRecord[] _chunk = GC.AllocateArray<EventRecord>(ChunkRecords, pinned: true);
    private readonly SweepSchedule _sweeps;
    private readonly FillWatch _fills;
    private readonly long[] _readPositions;
    private readonly long[] _accepted;
    private readonly long[] _refused;
    private readonly long[] _counters = new long[(int)EngineCounter.LatestRefreshes];
    private readonly bool _live;
    private readonly long _lateNs;
    private TSource _source;
    private TProducer _ring;
    private TOrigins _origins;
    private RingStage<TProducer, TOrigins> _stage;
    private TRuntime _runtime;
    private long _engineNs;
    private bool _mayJump = true;
    private long _released;
    private long _lastAcceptedMonotonicNs;

    /// <summary>Allocates; <paramref name="engineNs"/> is the engine time to continue from (0 = none).</summary>
    public Sequencer(EngineOptions options, TSource source, TProducer ring, TOrigins origins, TRuntime runtime, long engineNs)
    {
        _source = source;
        _ring = ring;
        _origins = origins;
        _stage = new RingStage<TProducer, TOrigins>(ring, origins, options.BatchRecords);
        _runtime = runtime;
        _engineNs = engineNs;
        _live = options.Mode == InstanceMode.Live;
        _lateNs = options.LateNs;
        _directory = new DirectoryMap(source.Capacity);
        _sweeps = new SweepSchedule(options.Instruments);
        _fills = new FillWatch(options.Instruments);
        _readPositions = new long[source.Capacity];
        _accepted = new long[source.Capacity];
        _refused = new long[source.Capacity];
        _released = ring.Cursor;
        _lastAcceptedMonotonicNs = runtime.MonotonicNs();
    }

    /// <summary>Engine time now, in ns.</summary>
    public long EngineNs => _engineNs;

    /// <summary>
    /// Takes what the feeds have, at most <see cref="BatchPerFeed"/> records of each, and returns how many records were read.
    /// <paramref name="monotonicNs"/> is the caller's reading of the clock for this round.
    /// </summary>
    public int Poll(long monotonicNs)
    {
        for (int attached = _source.NextAttached(out long sequenced); attached >= 0; attached = _source.NextAttached(out sequenced))
        {
            // What was sequenced before and not released is in the ring: it is released when everything in the ring is done with.
            _directory.Reset(attached);
            _readPositions[attached] = sequenced;
        }

        int read = 0;
        long before = _ring.Cursor;
        int feeds = _source.Count;
        for (int feed = 0; feed < feeds; feed++)
        {
            int taken = 0;
            int chunk;
            do
            {
                chunk = ReadChunk(feed, Math.Min(ChunkRecords, BatchPerFeed - taken));
                for (int i = 0; i < chunk; i++)
                {
                    ref EventRecord record = ref _chunk[i];
                    _readPositions[feed] = record.Sequence;
                    Take(feed, ref record);
                }

                taken += chunk;
            }
            while (chunk == ChunkRecords && taken < BatchPerFeed);

            read += taken;
        }

        _stage.Flush();
        if (_ring.Cursor != before)
        {
            _lastAcceptedMonotonicNs = monotonicNs;
        }
        else if (_live && monotonicNs - _lastAcceptedMonotonicNs >= IdleTickNs)
        {
            _lastAcceptedMonotonicNs = monotonicNs;
            AddOwnTick();
            _stage.Flush();
        }

        Release();
        return read;
    }

    /// <summary>Whether every record read has been processed and its position released.</summary>
    public bool IsCaughtUp => _ring.Handled == _ring.Cursor && _released == _ring.Cursor;

    /// <summary>Ends the feeds at what they have published now: the last thing before draining.</summary>
    public void Freeze() => _source.Freeze();

    /// <summary>Shows the counters; called at the pace of the heartbeat.</summary>
    public void ShowCounters()
    {
        _counters[(int)EngineCounter.DirectoryFull] = _directory.DirectoryFull;
        for (int i = 0; i < _counters.Length; i++)
        {
            _source.SetCounter((EngineCounter)i, _counters[i]);
        }

        for (int feed = 0; feed < _accepted.Length; feed++)
        {
            if (_accepted[feed] != 0 || _refused[feed] != 0)
            {
                _source.ShowCounts(feed, _accepted[feed], _refused[feed]);
            }
        }
    }

    /// <summary>Releases the feed positions whose consequences are stored.</summary>
    public void Release()
    {
        long processed = _ring.Handled;
        if (processed == _ring.Cursor)
        {
            // Caught up: records that were refused have no slot of their own, but are done with too.
            _released = processed;
            for (int feed = 0; feed < _readPositions.Length; feed++)
            {
                if (_readPositions[feed] != 0)
                {
                    _source.Release(feed, _readPositions[feed]);
                }
            }

            return;
        }

        for (long sequence = _released + 1; sequence <= processed; sequence++)
        {
            ref Provenance origin = ref _origins[sequence];
            if (origin.Feed >= 0)
            {
                _source.Release(origin.Feed, origin.FeedPosition);
            }
        }

        _released = processed;
    }

    // A few records at a time, so that what is known of their trade ids is on its way from memory while the first of them is taken.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadChunk(int feed, int limit)
    {
        int read = 0;
        while (read < limit && _source.TryRead(feed, out _chunk[read]))
        {
            ref EventRecord record = ref _chunk[read];
            _duplicates.Fetch(_directory.KnownVenue(feed, record.Venue), _directory.KnownInstrument(feed, record.Instrument), record.Id);
            read++;
        }

        return read;
    }

    private void Take(int feed, ref EventRecord record)
    {
        if (!RecordCheck.IsWellFormed(in record) || !TryMap(feed, ref record))
        {
            Refuse(feed, EngineCounter.Rejected);
            return;
        }

        if (IsJump(in record))
        {
            Refuse(feed, EngineCounter.Jumps);
            return;
        }

        _mayJump = false;
        _engineNs = Math.Max(_engineNs, record.ReceiveNs);
        record.Flags &= RecordFlags.Snapshot;
        if (record.Kind == RecordKind.Liquidation)
        {
            FlagLiquidation(feed, ref record);
        }
        else
        {
            CountOther(in record);
        }

        record.EngineNs = _engineNs;
        record.Feed = (byte)feed;
        _stage.Store(in record, feed, record.Sequence);
        Sweep(in record);
    }

    private void Sweep(in EventRecord cause) => Sweep(SweepsAfter(in cause));

    private int SweepsAfter(in EventRecord cause) => cause.Kind is RecordKind.Tick or RecordKind.Gap ? _sweeps.NoteTick(_engineNs) : 1;

    private void Sweep(int sweeps)
    {
        for (; sweeps > 0; sweeps--)
        {
            ushort instrument = _sweeps.Next(_engineNs);
            if (instrument == 0)
            {
                return;
            }

            EventRecord sweep = OwnRecord(RecordKind.Sweep, _engineNs);
            sweep.Instrument = instrument;
            Count(EngineCounter.Sweeps);
            _stage.Store(in sweep, -1, 0);
        }
    }

    private EventRecord OwnRecord(RecordKind kind, long timeNs) => new()
    {
        Kind = kind,
        EngineNs = _engineNs,
        ExchangeNs = timeNs,
        ReceiveNs = timeNs,
        Feed = OwnFeed,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddOwnTick()
    {
        long now = _runtime.WallNs();
        _mayJump = false;
        _engineNs = Math.Max(_engineNs, now);
        EventRecord tick = OwnRecord(RecordKind.Tick, now);
        tick.Flags = RecordFlags.EngineTick;
        Count(EngineCounter.Ticks);
        _stage.Store(in tick, -1, 0);
        Sweep(in tick);
    }

    private bool TryMap(int feed, ref EventRecord record)
    {
        if (record.Kind is RecordKind.Tick or RecordKind.Gap)
        {
            record.Instrument = 0;
            record.Venue = 0;
            return true;
        }

        record.Instrument = _directory.Instrument(ref _source, feed, record.Instrument);
        record.Venue = _directory.VenueIndex(ref _source, feed, record.Venue);
        return record.Instrument != 0 && (record.Venue != 0 || record.Kind != RecordKind.Liquidation);
    }

    private bool IsJump(in EventRecord record)
    {
        if (record.ReceiveNs <= _engineNs + MaxJumpNs)
        {
            return false;
        }

        return _live ? IsAheadOfTheWallClock(in record) : record.Kind != RecordKind.Gap && !_mayJump;
    }

    // Live, the wall clock is the judge: after a pause of all feeds time may have passed, but nothing comes from the future.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsAheadOfTheWallClock(in EventRecord record) => record.ReceiveNs > _runtime.WallNs() + MaxJumpNs;

    private void FlagLiquidation(int feed, ref EventRecord record)
    {
        if ((record.Flags & RecordFlags.Snapshot) != 0)
        {
            Count(EngineCounter.Snapshots);
        }
        else if (_duplicates.SeenBefore(record.Venue, record.Instrument, record.Id))
        {
            record.Flags |= RecordFlags.Duplicate;
            Count(EngineCounter.Duplicates);
        }
        else
        {
            if (_fills.IsFurtherFill(in record, _engineNs))
            {
                record.Flags |= RecordFlags.Fill;
            }

            _sweeps.NoteEvent(record.Instrument, _engineNs);
            _accepted[feed]++;
            Count(EngineCounter.Events);
        }

        if (record.ReceiveNs - record.ExchangeNs > _lateNs)
        {
            record.Flags |= RecordFlags.Late;
            Count(EngineCounter.Late);
        }
    }

    private void CountOther(in EventRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.Tick:
                Count(EngineCounter.Ticks);
                break;
            case RecordKind.Gap:
                Count(EngineCounter.Gaps);
                if ((GapReason)record.Id is GapReason.Dropped or GapReason.Outage)
                {
                    Count(EngineCounter.LossGaps);
                }

                break;
            default:
                Count(EngineCounter.MarketData);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(int feed, EngineCounter why)
    {
        _refused[feed]++;
        Count(why);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(EngineCounter counter) => _counters[(int)counter]++;
}
