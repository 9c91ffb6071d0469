using UltraCascade.Engine;
using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Terminal;
using UltraCascade.Host.Verbs;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Replay;

/// <summary>
/// One replay: files → table → feed file → engine process → signals. The engine is a child of ours on an instance that we
/// remove afterwards, or one that runs already.
/// </summary>
internal sealed class ReplayRun
{
    public const string FeedName = "replay";

    private const int Market = 0;
    private const long StalePatienceNs = 3_000_000_000;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    // Engines show their counters at the pace of the heartbeat; a running one is given a few beats.
    private static readonly TimeSpan s_counterDelay = TimeSpan.FromMilliseconds(300);

    private readonly VerbContext _context;
    private readonly ReplayRequest _request;
    private LiquidationTable? _table;
    private long? _shiftNs;

    public ReplayRun(VerbContext context, ReplayRequest request)
    {
        _context = context;
        _request = request;
    }

    private LiquidationTable Table => _table ?? throw new InvalidOperationException("The files are not read yet.");

    public ReplaySummary Run()
    {
        // Refused before the files are read: that may take a while.
        using SignalReader? running = _request.IntoRunningInstance ? OpenRunning() : null;
        using SignalsFile? signals = _request.SignalsFile is { } path ? new SignalsFile(path) : null;
        _table = FileImport.Load(_request.Files, _request.Import, _context);
        return running is not null ? IntoRunning(running, signals) : WithOwnEngine(signals);
    }

    private ReplaySummary WithOwnEngine(SignalsFile? signals)
    {
        Topology topology = EngineChoices.Resolve(_context.Settings.Engine.Topology);
        SimdWidth simd = EngineChoices.Resolve(_context.Settings.Engine.Simd);
        using PrivateInstance instance = PrivateInstance.Create(_context.Settings.Engine.Directory, FeedName);
        using EngineProcess engine = EngineProcess.Start(
            instance.Paths, topology, simd, _context.Settings.Engine.Detector, onErrorLine: _context.Verbose ? _context.Messages.Raw : null);
        using SignalReader reader = engine.WaitUntilLive(_context.Token);
        ReplayStatistics statistics = Pump(instance.Paths, reader, signals, first: null, engine.ThrowWhenEnded);
        engine.Stop();
        signals?.Finish();
        return Summarise(reader, default, statistics, EngineChoices.Text(topology), EngineChoices.Text(simd));
    }

    private ReplaySummary IntoRunning(SignalReader reader, SignalsFile? signals)
    {
        EventRecord? first = FirstRecord(reader);
        EngineMark before = EngineMark.Of(reader);
        ReplayStatistics statistics = Pump(_context.Paths, reader, signals, first, onProgress: null);
        signals?.Finish();
        _context.Token.WaitHandle.WaitOne(s_counterDelay);
        return Summarise(reader, before, statistics, topology: null, simd: null);
    }

    private SignalReader OpenRunning()
    {
        InstancePaths paths = _context.Paths;
        SignalReader reader = RegionOpening.Open(paths);
        try
        {
            WaitWhileStale(reader);
            RegionOpening.RequireAlive(paths, reader);
            if (reader.Mode == InstanceMode.Live && !_request.RebaseToNow)
            {
                throw new VerbException(
                    $"The instance '{paths.Instance}' is live, and recorded data in it would pass for the market. Use --rebase now to move the data to the present (to test your readers), or leave --instance away to replay into an engine of its own.");
            }

            if (reader.Mode == InstanceMode.Live && (_request.Speed is 0 or > 1))
            {
                throw new VerbException(
                    $"The instance '{paths.Instance}' is live and follows the wall clock: data at more than its own speed would push its time into the future. Use --speed 1.",
                    ExitCode.Usage);
            }

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>An engine that got no processor for a moment is not gone.</summary>
    private void WaitWhileStale(SignalReader reader)
    {
        long deadlineNs = MonotonicClock.NowNs() + StalePatienceNs;
        while (reader.IsStale(out _) && MonotonicClock.NowNs() < deadlineNs)
        {
            _context.Token.WaitHandle.WaitOne(s_look);
            _context.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The time of an engine never goes back, and goes far ahead only over a Gap.</summary>
    private EventRecord? FirstRecord(SignalReader reader)
    {
        if (Table.Count == 0 || reader.Mode == InstanceMode.Live || reader.TryReadLatest(Market, out SignalFrame latest, out _) != ReadStatus.Ok)
        {
            return null;
        }

        long startNs = Table.Records[0].ReceiveNs + ShiftNs();
        if (startNs < latest.EngineNs)
        {
            throw new VerbException(
                $"The engine of '{_context.Paths.Instance}' has reached {Quantity.DateAndTime(latest.EngineNs)} and its time cannot go back to {Quantity.DateAndTime(startNs)}, where this data begins. Use --rebase now, an engine on another instance, or leave --instance away.");
        }

        return new EventRecord { Kind = RecordKind.Gap, ExchangeNs = latest.EngineNs, ReceiveNs = startNs, Id = (ulong)GapReason.Idle };
    }

    private ReplayStatistics Pump(InstancePaths paths, SignalReader reader, SignalsFile? signals, EventRecord? first, Action? onProgress)
    {
        using FeedWriter writer = FeedWriter.Open(paths, FeedName, new FeedOptions { Mode = reader.Mode });
        using ProgressLine progress = new("replaying", "events", !_context.Messages.Quiet && !_context.Json);
        signals?.Start(reader);
        FeedTarget target = new(writer, signals, reader.HistorySlots, Table.Instruments.Count, first);
        ReplayOptions options = new()
        {
            Speed = _request.Speed,
            SkipIdle = reader.Mode != InstanceMode.Live,
            OnProgress = now =>
            {
                progress.Show(now.Events, now.TotalEvents);
                onProgress?.Invoke();
            },
        };
        ReplayPacer pacer = new(target, new PacingClock(), Table, new TimelineOptions { ShiftNs = ShiftNs() }, options);
        try
        {
            ReplayStatistics statistics = pacer.Run(_context.Token);
            _context.Token.ThrowIfCancellationRequested();
            return statistics;
        }
        catch (EngineGoneException exception)
        {
            throw new VerbException(exception.Message, ExitCode.NotRunning, exception);
        }
        finally
        {
            writer.MarkStopped();
        }
    }

    private long ShiftNs() => _request.RebaseToNow ? _shiftNs ??= TimelineWriter.ShiftToNs(Table, WallClock.NowNs()) : 0;

    private ReplaySummary Summarise(SignalReader reader, EngineMark before, ReplayStatistics statistics, string? topology, string? simd)
    {
        EngineMark added = EngineMark.Of(reader) - before;
        return new ReplaySummary
        {
            Events = added.Events,
            Rejected = Table.Rejected + statistics.LeftOut + added.Rejected,
            Seconds = statistics.ElapsedNs / 1e9,
            Signals = added.Signals,
            Episodes = added.Episodes,
            SignalHash = reader.SignalHash,
            Topology = topology,
            Simd = simd,
        };
    }
}
