using Microsoft.Extensions.Logging;
using UltraCascade.Engine;
using UltraCascade.Engine.Recovery;
using UltraCascade.Host.CommandLine;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Brings a starting engine to what the one before it knew: applies the records that survived, keeps the heartbeat meanwhile, and says what came
/// of it. With a journal the records are all in it, the ring's newest ones too. On the engine's thread, before Live.
/// </summary>
internal sealed class EngineRecovery : IStoredRecords, IDisposable
{
    private const long BeatEvery = 512;
    private const long ProgressNs = 1_000_000_000L;

    private readonly RingRegion _ring;
    private readonly SignalWriter _signals;
    private readonly SignalRecovery _frames;
    private readonly ILogger _logger;
    private readonly JournalRecords? _journal;
    private readonly ISurvivingRecords _records;
    private CancellationToken _stopping;
    private long _newest;
    private long _applied;
    private long _startNs;
    private long _saidNs;

    /// <summary>Looks at what survived; <paramref name="journal"/> is null when there is none.</summary>
    /// <exception cref="RegionException">There is no room for the recovery.</exception>
    public EngineRecovery(RingRegion ring, SignalWriter signals, InstancePaths paths, SignalOptions options, JournalPaths? journal, ILogger logger)
    {
        _ring = ring;
        _signals = signals;
        _logger = logger;
        _journal = journal is null ? null : new JournalRecords(journal);
        _records = _journal is null ? new RingRecords(ring) : _journal;
        IsWhole = _records.First == 1;
        _frames = new SignalRecovery(signals, paths, options, IsWhole, ring.RecoveredCursor);
    }

    /// <summary>Whether what survived begins with the first record ever.</summary>
    public bool IsWhole { get; }

    /// <summary>Where the engine writes while it is recovered.</summary>
    public SignalRegionSink Sink => new(_frames.Unseen);

    /// <summary>Episodes that the region knows already and that are not found again.</summary>
    public long FirstEpisode => IsWhole ? 0 : KnownEpisodes;

    /// <inheritdoc/>
    public bool IsBehindHole => _records.IsBehindHole;

    private long KnownEpisodes => Math.Max(_signals.GetCounter(EngineCounter.Episodes), _signals.NewestEpisode);

    /// <summary>Applies what survived. Afterwards the engine publishes.</summary>
    /// <exception cref="VerbException">The records cannot be applied.</exception>
    /// <exception cref="OperationCanceledException">The engine is to stop; it recovers at its next start.</exception>
    public void Run(IEngine engine, CancellationToken stopping)
    {
        _stopping = stopping;
        _startNs = _saidNs = MonotonicClock.NowNs();
        if (_ring.RecoveredCursor > 0)
        {
            _logger.LogInformation("Recovering records {First} to {Last} from {Store}.", _records.First, _ring.RecoveredCursor, _records.Name);
        }

        long known = KnownEpisodes;
        Apply(engine.Recovery!);
        _frames.Finish();
        bool isSame = IsWhole && _frames.IsSame;
        engine.Recovery!.Finish(new RecoveryStart(
            isSame || _ring.RecoveredCursor == 0,
            _ring.Previous.State is RegionState.Stopped or RegionState.None,
            isSame ? 0 : known,
            _signals.GetCounter(EngineCounter.Rejected),
            _signals.GetCounter(EngineCounter.Jumps),
            Refused()));
        Say();
    }

    /// <inheritdoc/>
    public int Read(Span<EventRecord> records)
    {
        int count = _records.Read(records);
        if (_records.IsBehindHole)
        {
            _logger.LogWarning("Records {First} to {Last} are in no store: windows lack them.", _newest + 1, records[0].Sequence - 1);
            _frames.Hole();
        }

        return count;
    }

    /// <inheritdoc/>
    public void Applied(in EventRecord record)
    {
        _frames.Applied(record.Sequence);
        _newest = record.Sequence;
        if (++_applied % BeatEvery == 0)
        {
            Beat(record.Sequence);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal?.Dispose();
        _frames.Dispose();
    }

    private void Apply(IRecovery recovery)
    {
        try
        {
            recovery.Apply(this);
            if (_applied > 0 && _newest != _ring.RecoveredCursor)
            {
                throw new RecoveryException($"{_records.Name} ends with record {_newest}, and {_ring.RecoveredCursor} was sequenced");
            }
        }
        catch (RecoveryException exception)
        {
            throw new VerbException($"The state of the engine before cannot be recovered: {exception.Message}.", ExitCode.Failure, exception);
        }
    }

    private void Beat(long sequence)
    {
        _stopping.ThrowIfCancellationRequested();
        long now = MonotonicClock.NowNs();
        _ring.Beat(now);
        _signals.Beat(now);
        if (now - _saidNs >= ProgressNs)
        {
            _saidNs = now;
            _logger.LogInformation("Recovering: record {Sequence} of {Last}, {Rate:N0} records/s.", sequence, _ring.RecoveredCursor, _applied * 1e9 / (now - _startNs));
        }
    }

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
                "The records in {Store} begin with {First}, not with 1: windows, baselines and episodes older than that are not recovered. Frames carry STALE for a minute.",
                _records.Name, _records.First);
        }
        else if (!_frames.IsSame)
        {
            _logger.LogWarning(
                "From frame {Sequence} on the recovered engine says other signals than those published before: records are missing, or its settings or version are others. "
                + "What was published stands; frames carry STALE for a minute.",
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
