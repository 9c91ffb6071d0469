using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UltraCascade.Engine.Numerics;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Event coincidence across venues (per instrument and pooled for the market) and across the 64 largest instruments. One thread.
/// <para>
/// Events leave the reorder buffer in exchange-time order into one queue. Four cursors walk it: an event y is evaluated when everything up to
/// y + 4 s is in the queue, and by then the cursors stand at y − 3 s, y, y + 1 s and y + 4 s. Whatever a cursor passes is counted for its
/// instrument, so the counts around y are differences of running numbers: four steps per event, whatever the windows hold.
/// </para>
/// </summary>
/// <typeparam name="TRow">Row arithmetic.</typeparam>
public sealed class CoincidenceTracker<TRow>
    where TRow : struct, IRowKernel
{
    private const RecordFlags NotAnEvent = RecordFlags.Snapshot | RecordFlags.Duplicate | RecordFlags.Fill;
    private const int Market = 0;
    private const int Moments = CoincidenceMatrix<TRow>.Moments;

    private readonly ReorderBuffer _reorder;
    private readonly CoincidenceEvent[] _queue;
    private readonly CoincidenceMatrix<TRow> _venues;
    private readonly CoincidenceMatrix<TRow> _instruments = new(1, InstrumentLanes.Count);
    private readonly VenueLanes _venueLanes;
    private readonly InstrumentLanes _instrumentLanes;
    private readonly ThrottleLedger _throttle;
    private readonly CoincidenceSummary<TRow> _summary;
    private readonly long[] _cursors = new long[Moments];
    private long _evaluated;
    private long _end;
    private long _overrun;

    /// <summary>Allocates for <paramref name="instruments"/> instruments and <paramref name="capacity"/> (a power of two) events within seven seconds.</summary>
    public CoincidenceTracker(int instruments, int capacity)
    {
        _reorder = new ReorderBuffer(capacity);
        _queue = GC.AllocateArray<CoincidenceEvent>(capacity, pinned: true);
        _venues = new CoincidenceMatrix<TRow>(instruments + 1, VenueLanes.Count);
        _venueLanes = new VenueLanes(instruments + 1);
        _instrumentLanes = new InstrumentLanes(instruments);
        _throttle = new ThrottleLedger(instruments + 1);
        _summary = new CoincidenceSummary<TRow>(instruments + 1, _venues, _venueLanes, _throttle);
    }

    /// <summary>Events that were not correlated: too late, too early, or no room.</summary>
    public long LeftOut => _reorder.LeftOut + _overrun;

    /// <summary>The matrices over venues, one for each instrument, 0 = pooled.</summary>
    public CoincidenceMatrix<TRow> Venues => _venues;

    /// <summary>The one matrix over instruments.</summary>
    public CoincidenceMatrix<TRow> Instruments => _instruments;

    /// <summary>Who has which lane of an instrument's matrix.</summary>
    public VenueLanes VenueLanes => _venueLanes;

    /// <summary>Who has which lane of the instrument matrix.</summary>
    public InstrumentLanes InstrumentLanes => _instrumentLanes;

    /// <summary>Lets time pass to a record's, then takes it if it is a liquidation that counts.</summary>
    public void Take(in EventRecord record)
    {
        AdvanceTo(record.EngineNs);
        if (record.Kind == RecordKind.Liquidation && (record.Flags & NotAnEvent) == 0)
        {
            Add(in record);
        }
    }

    /// <summary>Takes a liquidation (no duplicate, no snapshot, no further fill).</summary>
    public void Add(in EventRecord record)
    {
        CoincidenceEvent item = new() { ExchangeNs = record.ExchangeNs, Instrument = record.Instrument, Venue = record.Venue };
        _reorder.Add(in item, record.EngineNs);
    }

    /// <summary>Lets time pass to <paramref name="engineNs"/>: queues what is in order, evaluates what is due.</summary>
    public void AdvanceTo(long engineNs)
    {
        _reorder.AdvanceTo(engineNs);
        while (_reorder.TryTake(out CoincidenceEvent item))
        {
            Enqueue(ref item);
        }

        long due = _reorder.FrontierNs - CoincidenceRow.EvaluateAfterNs;
        while (_evaluated < _end && At(_evaluated).ExchangeNs <= due)
        {
            Evaluate(in At(_evaluated));
            _evaluated++;
        }
    }

    /// <summary>Brings the summary of one instrument (0 = the market) up to date if it is due.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refresh(int instrument, long engineNs) => _summary.Refresh(instrument, engineNs);

    /// <summary>The summary of one instrument (0 = the market) as it was last brought up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CorrelationReading Shown(int instrument) => _summary.Shown(instrument);

    /// <summary>What is to be shown for one instrument (0 = the market).</summary>
    public CorrelationReading Read(int instrument, long engineNs)
    {
        Refresh(instrument, engineNs);
        return Shown(instrument);
    }

    private void Enqueue(ref CoincidenceEvent item)
    {
        if (_end - _cursors[0] == _queue.Length)
        {
            // The earliest cursor may merely not have been moved since the last evaluation.
            if (_evaluated < _end)
            {
                WalkTo(0, At(_evaluated).ExchangeNs - (CoincidenceRow.RateWindows * CoincidenceRow.EchoNs));
            }

            if (_end - _cursors[0] == _queue.Length)
            {
                _overrun++;
                return;
            }
        }

        item.VenueLane = _venueLanes.LaneOf(item.Instrument, item.Venue);
        item.MarketLane = _venueLanes.LaneOf(Market, item.Venue);
        item.InstrumentLane = _instrumentLanes.LaneFor(item.Instrument, item.ExchangeNs, out bool changedHands);
        if (changedHands)
        {
            _instruments.ClearLane(0, item.InstrumentLane);
        }

        item.LaneTenancy = item.InstrumentLane == CoincidenceEvent.NoLane ? (ushort)0 : _instrumentLanes.Tenancy(item.InstrumentLane);
        if (Venue.IsThrottled(item.Venue))
        {
            _throttle.Mark(item.Instrument, item.Venue, item.ExchangeNs);
            _throttle.Mark(Market, item.Venue, item.ExchangeNs);
        }

        At(_end) = item;
        _end++;
    }

    private void Evaluate(in CoincidenceEvent item)
    {
        long y = item.ExchangeNs;
        WalkTo(0, y - (CoincidenceRow.RateWindows * CoincidenceRow.EchoNs));
        WalkTo(1, y);
        WalkTo(2, y + CoincidenceRow.EchoNs);
        WalkTo(3, y + CoincidenceRow.EvaluateAfterNs);
        bool venue = item.VenueLane != CoincidenceEvent.NoLane && _venueLanes.Used(item.Instrument) > 1;
        bool market = item.MarketLane != CoincidenceEvent.NoLane && _venueLanes.Used(Market) > 1;
        bool instrument = item.InstrumentLane != CoincidenceEvent.NoLane && _instrumentLanes.Tenancy(item.InstrumentLane) == item.LaneTenancy
            && _instrumentLanes.Used > 1;
        Vector256<double> decays = VectorExponential.OfNonPositive(Vector256.Create(
            venue ? _venues.DecayExponent(item.Instrument, item.VenueLane, y) : 0.0,
            market ? _venues.DecayExponent(Market, item.MarketLane, y) : 0.0,
            instrument ? _instruments.DecayExponent(0, item.InstrumentLane, y) : 0.0,
            0.0));
        if (venue)
        {
            _venues.Evaluate(item.Instrument, item.VenueLane, y, decays[0]);
            _summary.MarkChanged(item.Instrument);
        }

        if (market)
        {
            _venues.Evaluate(Market, item.MarketLane, y, decays[1]);
            _summary.MarkChanged(Market);
        }

        if (instrument)
        {
            _instruments.Evaluate(0, item.InstrumentLane, y, decays[2]);
        }
    }

    // Moves a cursor behind every event up to and including the time.
    private void WalkTo(int moment, long exchangeNs)
    {
        long cursor = _cursors[moment];
        while (cursor < _end && At(cursor).ExchangeNs <= exchangeNs)
        {
            ref CoincidenceEvent passed = ref At(cursor);
            if (passed.VenueLane != CoincidenceEvent.NoLane)
            {
                _venues.Count(passed.Instrument, moment, passed.VenueLane);
            }

            if (passed.MarketLane != CoincidenceEvent.NoLane)
            {
                _venues.Count(Market, moment, passed.MarketLane);
            }

            if (passed.InstrumentLane != CoincidenceEvent.NoLane && _instrumentLanes.Tenancy(passed.InstrumentLane) == passed.LaneTenancy)
            {
                _instruments.Count(0, moment, passed.InstrumentLane);
            }

            cursor++;
        }

        _cursors[moment] = cursor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref CoincidenceEvent At(long position) => ref _queue[position & (_queue.Length - 1)];
}
