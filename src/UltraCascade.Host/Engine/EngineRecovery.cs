using Microsoft.Extensions.Logging;
using UltraCascade.Engine;
using UltraCascade.Engine.Recovery;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Brings a starting engine to what the one before it knew: applies the records that survived, keeps the heartbeat meanwhile, and says what came
/// of it. On the engine's thread, before Live.
/// </summary>
internal sealed class EngineRecovery : IStoredRecords, IDisposable
{
    private const long BeatEvery = 512;
    private const long ProgressNs = 1_000_000_000L;

    private readonly RingRegion _ring;
    private readonly SignalWriter _signals;
    private readonly SignalRecovery _frames;
    private readonly ILogger _logger;
    private readonly RingRecords _records;
    private readonly long _first;
    private long _applied;
    private long _startNs;
    private long _saidNs;

    /// <summary>Looks at what survived.</summary>
    /// <exception cref="RegionException">There is no room for the recovery.</exception>
    public EngineRecovery(RingRegion ring, SignalWriter signals, InstancePaths paths, SignalOptions options, ILogger logger)
    {
        _ring = ring;
        _signals = signals;
        _logger = logger;
        _first = ring.LowestRecovered;
        IsWhole = _first == 1;
        _records = new RingRecords(ring, _first);
        _frames = new SignalRecovery(signals, paths, options, IsWhole, ring.RecoveredCursor);
    }

    /// <summary>Whether what survived begins with the first record ever.</summary>
    public bool IsWhole { get; }

    /// <summary>Where the engine writes while it is recovered.</summary>
    public SignalRegionSink Sink => new(_frames.Unseen);

    /// <summary>Episodes that the region knows already and that are not found again.</summary>
    public long FirstEpisode => IsWhole ? 0 : Math.Max(_signals.GetCounter(EngineCounter.Episodes), _signals.NewestEpisode);

    /// <summary>Applies what survived. Afterwards the engine publishes.</summary>
    /// <exception cref="RecoveryException">The records cannot be applied.</exception>
    public void Run(IEngine engine)
    {
        _startNs = _saidNs = MonotonicClock.NowNs();
        if (_ring.RecoveredCursor > 0)
        {
            _logger.LogInformation("Recovering records {First} to {Last} of the ring.", _first, _ring.RecoveredCursor);
        }

        engine.Recovery!.Apply(this);
        _frames.Finish();
        engine.Recovery.Finish(new RecoveryStart(
            IsWhole && _frames.IsSame,
            _ring.Previous.State is RegionState.Stopped or RegionState.None,
            _signals.GetCounter(EngineCounter.Rejected),
            _signals.GetCounter(EngineCounter.Jumps),
            Refused()));
        Say();
    }

    /// <inheritdoc/>
    public int Read(Span<EventRecord> records) => _records.Read(records);

    /// <inheritdoc/>
    public void Applied(in EventRecord record)
    {
        _frames.Applied(record.Sequence);
        if (++_applied % BeatEvery == 0)
        {
            long now = MonotonicClock.NowNs();
            _ring.Beat(now);
            _signals.Beat(now);
            if (now - _saidNs >= ProgressNs)
            {
                _saidNs = now;
                _logger.LogInformation(
                    "Recovering: record {Sequence} of {Last}, {Rate:N0} records/s.", record.Sequence, _ring.RecoveredCursor, _applied * 1e9 / (now - _startNs));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _frames.Dispose();

    private void Say()
    {
        if (_ring.RecoveredCursor == 0)
        {
            return;
        }

        double seconds = (MonotonicClock.NowNs() - _startNs) / 1e9;
        _logger.LogInformation(
            "Recovered {Count} records in {Seconds:F3} s; {Before} frames stood, {New} were still to be published.",
            _applied, seconds, _frames.PublishedBefore, _frames.Published);
        if (!IsWhole)
        {
            _logger.LogWarning(
                "The records begin with {First}, not with 1: windows, baselines and episodes older than that are not recovered. Frames say so for a minute (STALE). "
                + "A journal brings all of it back.",
                _first);
        }
        else if (!_frames.IsSame)
        {
            _logger.LogWarning(
                "The recovered engine says other signals than those published before, from frame {Sequence} on: its settings or its version are not those of the engine before. "
                + "What was published stands; frames say STALE for a minute.",
                _frames.FirstDifference);
        }
    }

    private long[] Refused()
    {
        List<long> refused = [];
        for (int i = 0; i < _ring.FeedCapacity && _ring.TryGetFeed(i, out FeedEntry entry, out _); i++)
        {
            refused.Add(entry.Rejected);
        }

        return [.. refused];
    }
}
