using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Turns a table into the records of a feed, pulled piece by piece: events, a Tick at each multiple of 100 ms of data time, Gaps
/// over idle stretches, and a tail of ticks. Events are liquidations and market data alike. Time below is receive time, shift included.
/// <code>
/// first event     ticks at every multiple of 100 ms from it on; a tick at t goes before events at t
/// next event > 600 s after the last: ticks up to and including last + 600 s, then
///                 Gap(Idle) exchange_ns = time of the record before, receive_ns = time of the next event; then ticks as above
/// last event      ticks up to and including last + TailSeconds; end
/// </code>
/// No two neighbouring records are more than 100 ms apart unless the second is a Gap. Deterministic; allocates nothing after
/// construction. Not thread-safe.
/// </summary>
public sealed class TimelineWriter
{
    /// <summary>Time between ticks.</summary>
    public const long TickNs = 100_000_000;

    /// <summary>Idle time after which a Gap jumps to the next event.</summary>
    public const long IdleNs = 600_000_000_000;

    private readonly LiquidationTable _table;
    private readonly long _shiftNs;
    private readonly long _tailNs;
    private readonly ushort[] _instruments;
    private readonly byte[] _venues;
    private int _next;
    private long _nextTickNs;
    private long _lastEventNs;

    /// <summary>Prepares the stream; nothing is read yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tail is negative or longer than a day.</exception>
    public TimelineWriter(LiquidationTable table, TimelineOptions? options = null)
    {
        options ??= new TimelineOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.TailSeconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TailSeconds, 86_400);
        _table = table;
        _shiftNs = options.ShiftNs;
        _tailNs = options.TailSeconds * 1_000_000_000L;
        _instruments = new ushort[table.Instruments.Count];
        _venues = new byte[table.Venues.Count];
        for (int i = 0; i < _instruments.Length; i++)
        {
            _instruments[i] = (ushort)i;
        }

        for (int i = 0; i < _venues.Length; i++)
        {
            _venues[i] = (byte)i;
        }

        if (table.Records.Length > 0)
        {
            StartNs = table.Records[0].ReceiveNs + _shiftNs;
            TimeNs = StartNs;
            Resume(StartNs);
        }
    }

    /// <summary>Time of the first event; 0 when there is none.</summary>
    public long StartNs { get; }

    /// <summary>Time of the record given out last.</summary>
    public long TimeNs { get; private set; }

    /// <summary>Liquidations given out.</summary>
    public long Events { get; private set; }

    /// <summary>Records of market data given out.</summary>
    public long MarketRecords => _next - LeftOut - Events;

    /// <summary>Ticks given out.</summary>
    public long Ticks { get; private set; }

    /// <summary>Gaps given out.</summary>
    public long Gaps { get; private set; }

    /// <summary>
    /// The <see cref="TimelineOptions.ShiftNs"/> that puts the first event of <paramref name="table"/> at <paramref name="nowNs"/>, or less
    /// than one tick before it: a whole number of ticks, so that the shifted stream has the same ticks between the same events.
    /// </summary>
    public static long ShiftToNs(LiquidationTable table, long nowNs)
    {
        if (table.Records.IsEmpty)
        {
            return 0;
        }

        long shiftNs = nowNs - table.Records[0].ReceiveNs;
        return shiftNs - (((shiftNs % TickNs) + TickNs) % TickNs);
    }

    /// <summary>
    /// From now on instrument i of the table is given out as <paramref name="instruments"/>[i], venue likewise. Instruments mapped to 0
    /// (other than index 0) have no place in the destination's directory: their events are left out and counted in <see cref="LeftOut"/>.
    /// </summary>
    public void Map(ReadOnlySpan<ushort> instruments, ReadOnlySpan<byte> venues)
    {
        instruments.CopyTo(_instruments);
        venues.CopyTo(_venues);
    }

    /// <summary>Events that were not given out because their instrument or venue was mapped to 0.</summary>
    public long LeftOut { get; private set; }

    /// <summary>
    /// Writes the next records to <paramref name="destination"/> and returns how many; 0 = the end. Sequence, engine time and feed are 0.
    /// </summary>
    public int Fill(Span<EventRecord> destination)
    {
        ReadOnlySpan<EventRecord> records = _table.Records;
        int filled = 0;
        while (filled < destination.Length && _next < records.Length)
        {
            ref readonly EventRecord next = ref records[_next];
            long eventNs = next.ReceiveNs + _shiftNs;
            long idleAtNs = _lastEventNs + IdleNs;
            if (_nextTickNs <= Math.Min(eventNs, idleAtNs))
            {
                WriteTick(ref destination[filled++]);
            }
            else if (eventNs > idleAtNs)
            {
                WriteGap(ref destination[filled++], eventNs);
            }
            else
            {
                filled += WriteEvent(ref destination[filled], in next, eventNs) ? 1 : 0;
            }
        }

        return FillTail(destination, filled);
    }

    private int FillTail(Span<EventRecord> destination, int filled)
    {
        if (_next < _table.Records.Length || _next == 0)
        {
            return filled;
        }

        long endNs = _lastEventNs + _tailNs;
        while (filled < destination.Length && _nextTickNs <= endNs)
        {
            WriteTick(ref destination[filled++]);
        }

        return filled;
    }

    private bool WriteEvent(ref EventRecord destination, in EventRecord source, long eventNs)
    {
        _next++;
        _lastEventNs = eventNs;
        ushort instrument = _instruments[source.Instrument];
        byte venue = _venues[source.Venue];
        if (instrument == 0 || venue == 0)
        {
            LeftOut++;
            return false;
        }

        destination = source;
        destination.ExchangeNs += _shiftNs;
        destination.ReceiveNs = eventNs;
        destination.Instrument = instrument;
        destination.Venue = venue;
        TimeNs = eventNs;
        Events += source.Kind == RecordKind.Liquidation ? 1 : 0;
        return true;
    }

    private void WriteTick(ref EventRecord destination)
    {
        destination = new EventRecord { Kind = RecordKind.Tick, ExchangeNs = _nextTickNs, ReceiveNs = _nextTickNs };
        TimeNs = _nextTickNs;
        _nextTickNs += TickNs;
        Ticks++;
    }

    private void WriteGap(ref EventRecord destination, long toNs)
    {
        destination = new EventRecord { Kind = RecordKind.Gap, ExchangeNs = TimeNs, ReceiveNs = toNs, Id = (ulong)GapReason.Idle };
        TimeNs = toNs;
        Gaps++;
        Resume(toNs);
    }

    /// <summary>Ticks go on at the first multiple at or after <paramref name="fromNs"/>, and the idle time counts from there.</summary>
    private void Resume(long fromNs)
    {
        _lastEventNs = fromNs;
        _nextTickNs = (fromNs + TickNs - 1) / TickNs * TickNs;
    }
}
