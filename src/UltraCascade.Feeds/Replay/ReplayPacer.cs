using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Feeds;

/// <summary>
/// Publishes the time line of a table through a feed, paced by data time against the monotonic clock. While it waits, for time or
/// for room, it renews the feed's heartbeat at least every 100 ms; it looks whether the engine lives only when it waits for room or,
/// at the end, for consumption, so an engine that restarts while there is room is not noticed.
/// </summary>
public sealed class ReplayPacer
{
    private const int BatchRecords = 1024;
    // With sleeps of at most half of it, no two beats are more than 75 ms apart.
    private const long BeatNs = 50_000_000;
    private const long ProgressNs = 200_000_000;
    private const long RoomSleepNs = 100_000;

    private readonly IReplayTarget _target;
    private readonly IPacingClock _clock;
    private readonly LiquidationTable _table;
    private readonly TimelineWriter _timeline;
    private readonly ReplayOptions _options;
    private readonly EventRecord[] _batch = new EventRecord[BatchRecords];
    private long _startedAtNs;
    private long _beatAtNs;
    private long _progressAtNs;
    private long _engineSeenAtNs;
    private long _skippedNs;
    private long _dataNs;
    private long _events;
    private long _ticks;
    private long _gaps;

    /// <summary>Prepares a replay into a feed. The caller keeps the writer and disposes of it.</summary>
    public ReplayPacer(FeedWriter writer, LiquidationTable table, TimelineOptions timeline, ReplayOptions options)
        : this(new FeedWriterTarget(writer), new MonotonicPacingClock(), table, timeline, options)
    {
    }

    /// <summary>Prepares a replay into any target, by any clock.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The speed is negative or not a number.</exception>
    public ReplayPacer(IReplayTarget target, IPacingClock clock, LiquidationTable table, TimelineOptions timeline, ReplayOptions options)
    {
        if (!(options.Speed >= 0) || double.IsInfinity(options.Speed))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Speed, "The speed of a replay is 0 (as fast as possible) or a positive number.");
        }

        _target = target;
        _clock = clock;
        _table = table;
        _options = options;
        _timeline = new TimelineWriter(table, timeline);
    }

    /// <summary>
    /// Registers instruments and venues, publishes everything, and returns when it is done or <paramref name="token"/> is cancelled.
    /// </summary>
    /// <exception cref="EngineGoneException">The engine was gone for longer than the options allow while there was no room for more.</exception>
    public ReplayStatistics Run(CancellationToken token)
    {
        Register();
        _startedAtNs = _clock.NowNs();
        _beatAtNs = _startedAtNs;
        _progressAtNs = _startedAtNs;
        _engineSeenAtNs = _startedAtNs;
        _target.Beat();
        bool completed = true;
        while (completed)
        {
            int filled = _timeline.Fill(_batch);
            if (filled == 0)
            {
                break;
            }

            completed = PublishBatch(_batch.AsSpan(0, filled), token);
        }

        if (completed && _options.WaitUntilConsumed)
        {
            completed = WaitUntilConsumed(token);
        }

        long elapsedNs = _clock.NowNs() - _startedAtNs;
        _options.OnProgress?.Invoke(Progress(elapsedNs));
        return new ReplayStatistics(_events, _ticks, _gaps, _timeline.LeftOut, elapsedNs, completed);
    }

    private void Register()
    {
        var instruments = new ushort[_table.Instruments.Count];
        for (int i = 1; i < instruments.Length; i++)
        {
            (string name, string baseAsset, DirectoryFlags flags) = _table.Instruments[i];
            instruments[i] = (ushort)Math.Max(0, _target.AddInstrument(name, baseAsset, flags));
        }

        var venues = new byte[_table.Venues.Count];
        for (int i = 1; i < venues.Length; i++)
        {
            venues[i] = (byte)Math.Max(0, _target.AddVenue(_table.Venues[i]));
        }

        _timeline.Map(instruments, venues);
    }

    private bool PublishBatch(ReadOnlySpan<EventRecord> batch, CancellationToken token)
    {
        int done = 0;
        while (done < batch.Length)
        {
            if (token.IsCancellationRequested)
            {
                return false;
            }

            long nowNs = _clock.NowNs();
            int due = CountDue(batch[done..], nowNs, out long waitNs);
            int taken = due == 0 ? 0 : _target.TryPublishBatch(batch.Slice(done, due));
            if (taken > 0)
            {
                Count(batch.Slice(done, taken));
                done += taken;
                _engineSeenAtNs = nowNs;
                KeepUp(nowNs);
            }
            else if (due > 0)
            {
                WaitForRoom(nowNs);
            }
            else
            {
                _engineSeenAtNs = nowNs;
                KeepUp(nowNs);
                _clock.Sleep(Math.Min(waitNs, BeatNs / 2));
            }
        }

        return true;
    }

    /// <summary>How many records from the first on are due now; when none is, how long until the first one is.</summary>
    private int CountDue(ReadOnlySpan<EventRecord> records, long nowNs, out long waitNs)
    {
        waitNs = 0;
        if (_options.Speed == 0)
        {
            return records.Length;
        }

        double dataElapsedNs = (nowNs - _startedAtNs) * _options.Speed;
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly EventRecord record = ref records[i];
            if (_options.SkipIdle && record.Kind == RecordKind.Gap)
            {
                // The jump takes no time: what follows is due as if the idle stretch had not been. A gap ends what is counted in
                // one go, so that none is added twice when the feed takes only part.
                if (i > 0)
                {
                    return i;
                }

                _skippedNs = record.ReceiveNs - _timeline.StartNs - (long)dataElapsedNs;
                return 1;
            }

            double aheadNs = record.ReceiveNs - _timeline.StartNs - _skippedNs - dataElapsedNs;
            if (aheadNs > 0)
            {
                waitNs = i > 0 ? 0 : Math.Max(1, (long)Math.Min(aheadNs / _options.Speed, BeatNs));
                return i;
            }
        }

        return records.Length;
    }

    private void Count(ReadOnlySpan<EventRecord> published)
    {
        int events = 0;
        int ticks = 0;
        int gaps = 0;
        foreach (ref readonly EventRecord record in published)
        {
            events += record.Kind == RecordKind.Liquidation ? 1 : 0;
            ticks += record.Kind == RecordKind.Tick ? 1 : 0;
            gaps += record.Kind == RecordKind.Gap ? 1 : 0;
        }

        _ticks += ticks;
        _gaps += gaps;
        _events += events;
        _dataNs = published[^1].ReceiveNs;
    }

    private void WaitForRoom(long nowNs)
    {
        KeepUp(nowNs);
        CheckEngine(nowNs, "the feed is full");
        _clock.Sleep(RoomSleepNs);
    }

    private bool WaitUntilConsumed(CancellationToken token)
    {
        while (_target.Consumed < _target.Published)
        {
            if (token.IsCancellationRequested)
            {
                return false;
            }

            long nowNs = _clock.NowNs();
            KeepUp(nowNs);
            CheckEngine(nowNs, "the last records are not consumed yet");
            _clock.Sleep(RoomSleepNs);
        }

        return true;
    }

    private void CheckEngine(long nowNs, string why)
    {
        if (_options.WaitForEngine || _target.EngineIsAlive)
        {
            _engineSeenAtNs = nowNs;
            return;
        }

        if (nowNs - _engineSeenAtNs > RowParser.ToNs(_options.EngineGoneAfter))
        {
            throw new EngineGoneException(FormattableString.Invariant(
                $"No engine has been alive for {_options.EngineGoneAfter.TotalSeconds:0.#} s and {why}: {_target.Published - _target.Consumed} records are waiting. Start `ultracascade run` on this instance and replay again."));
        }
    }

    private void KeepUp(long nowNs)
    {
        if (nowNs - _beatAtNs >= BeatNs)
        {
            _target.Beat();
            _beatAtNs = nowNs;
        }

        if (_options.OnProgress is { } onProgress && nowNs - _progressAtNs >= ProgressNs)
        {
            onProgress(Progress(nowNs - _startedAtNs));
            _progressAtNs = nowNs;
        }
    }

    private ReplayProgress Progress(long elapsedNs) =>
        new(_events, _table.Count, _dataNs, _target.Published, _target.Consumed, elapsedNs);
}
