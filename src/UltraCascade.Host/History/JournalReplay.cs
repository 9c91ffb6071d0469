using System.Diagnostics;
using UltraCascade.Engine;
using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Recovery;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Engine;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Threads;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.History;

/// <summary>
/// Takes the events of a journal through the engine once more, in this process, into a region of its own. The records are as the
/// sequencer left them, sweeps and the engine's own ticks among them, so what comes out is what the live engine said, bit for bit, if the
/// settings of the detector are the same and the journal begins with the first event.
/// </summary>
internal sealed class JournalReplay : IStoredRecords, IDisposable
{
    private const int RingSlots = 64;

    private readonly VerbContext _context;
    private readonly JournalReader _reader;
    private readonly PrivateInstance _instance;
    private readonly RingRegion _ring;
    private readonly SignalWriter _signals;
    private readonly FeedTable _feeds;
    private readonly Provenance[] _origins = new Provenance[JournalFormat.MaxEventsPerBlock];
    private readonly double _speed;
    private readonly long _until;
    private int _tables;
    private int _instruments = 1;
    private long _startNs;
    private long _firstNs;
    private long _beatNs;

    /// <exception cref="VerbException">There is no event in the journal.</exception>
    public JournalReplay(VerbContext context, JournalPaths paths, double speed, long until)
    {
        _context = context;
        _speed = speed;
        _until = until;
        _reader = new JournalReader(paths);
        if (paths.Segments(JournalStream.Events).Count == 0)
        {
            throw new VerbException($"There is no event in {paths.Directory}.");
        }

        EngineSettings settings = context.Settings.Engine;
        _instance = PrivateInstance.Create(settings.Directory, "journal");
        _ring = RingRegion.Open(_instance.Paths, new RingOptions { Slots = RingSlots, Feeds = settings.Feeds, Mode = InstanceMode.Replay });
        _signals = SignalWriter.Open(
            _instance.Paths, new SignalOptions { HistorySlots = settings.HistorySlots, Instruments = settings.Instruments, Mode = InstanceMode.Replay });
        _feeds = new FeedTable(_ring, settings.Feeds);
    }

    /// <summary>Where the signals can be looked at.</summary>
    public InstancePaths Paths => _instance.Paths;

    /// <summary>First event applied; 0 = none.</summary>
    public long First { get; private set; }

    /// <summary>Last event applied.</summary>
    public long Last { get; private set; }

    /// <summary>Liquidations among them that counted.</summary>
    public long Events { get; private set; }

    /// <summary>Frames.</summary>
    public long Signals => _signals.HistoryCursor;

    /// <summary>Episodes.</summary>
    public long Episodes => _signals.GetCounter(EngineCounter.Episodes);

    /// <summary>Hash over the frames.</summary>
    public ulong SignalHash => _signals.SignalHash;

    /// <summary>Time it took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <inheritdoc cref="IStoredRecords"/>
    public bool IsBehindHole => false;

    /// <summary>Applies everything, or up to the sequence wanted.</summary>
    /// <exception cref="VerbException">The journal is damaged or has a gap.</exception>
    public void Run()
    {
        EngineSettings settings = _context.Settings.Engine;
        EngineOptions options = new()
        {
            Instruments = settings.Instruments,
            SlabBytes = (long)settings.SlabMegabytes << 20,
            Mode = InstanceMode.Replay,
            Detector = new ShiryaevOptions { Threshold = settings.Detector.Threshold, Slope = settings.Detector.Slope },
        };
        ThreadPlan plan = new()
        {
            Topology = Topology.Fused,
            Wait = WaitStrategyChoice.Blocking,
            MaySpin = false,
            Cpus = [],
            Reasons = [],
            Warnings = [],
        };
        IEngine engine = EngineFactory.Build(
            settings, plan, options, _ring, _signals, _feeds, new SignalRegionSink(_signals), journal: null, static _ => { });
        _signals.SetState(RegionState.Live);
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            _ = engine.Recovery!.Apply(this);
        }
        catch (RecoveryException exception)
        {
            throw new VerbException($"The journal cannot be replayed: {exception.Message}.", ExitCode.CheckFailed, exception);
        }

        Elapsed = watch.Elapsed;
        _signals.Notify();
        _signals.SetState(RegionState.Stopped);
    }

    /// <inheritdoc/>
    public int Read(Span<EventRecord> records)
    {
        _context.Token.ThrowIfCancellationRequested();
        int room = (int)Math.Min(records.Length, _until - Last);
        if (room <= 0)
        {
            return 0;
        }

        if (_reader.TryReadBatch(records[..room], _origins, out int count))
        {
            AddInstruments();
            First = First == 0 ? records[0].Sequence : First;
            return count;
        }

        return _reader.Status switch
        {
            JournalReadStatus.Gap => throw new VerbException(
                $"Events {_reader.Gap.First} to {_reader.Gap.Last} are not in the journal ({GapText.Of(_reader.Gap.Cause)}), so what follows cannot be replayed. Use --until-sequence {_reader.Gap.First - 1}.",
                ExitCode.CheckFailed),
            JournalReadStatus.Damaged => throw new VerbException($"The journal is damaged: {_reader.Fault}.", ExitCode.CheckFailed),
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public void Applied(in EventRecord record)
    {
        Last = record.Sequence;
        Events += record.Kind == RecordKind.Liquidation && (record.Flags & (RecordFlags.Duplicate | RecordFlags.Snapshot)) == 0 ? 1 : 0;
        if (_speed > 0 || record.Sequence % 4096 == 0)
        {
            Keep(record.EngineNs);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _feeds.DisposeAll();
        _signals.Dispose();
        _ring.Dispose();
        _instance.Dispose();
    }

    // The pace, and the heartbeat for whoever looks on.
    private void Keep(long engineNs)
    {
        long now = MonotonicClock.NowNs();
        if (_startNs == 0)
        {
            _startNs = now;
            _firstNs = engineNs;
        }

        long dueNs = _speed > 0 ? _startNs + (long)((engineNs - _firstNs) / _speed) : now;
        while (now < dueNs || now - _beatNs >= 10_000_000)
        {
            _beatNs = now;
            _signals.Beat(now);
            _signals.Notify();
            _context.Token.ThrowIfCancellationRequested();
            PreciseSleep.Sleep(Math.Min(dueNs - now, 10_000_000));
            now = MonotonicClock.NowNs();
        }
    }

    // For the names of those who look at the region: the records themselves go by index.
    private void AddInstruments()
    {
        if (_tables == _reader.Tables.Version)
        {
            return;
        }

        _tables = _reader.Tables.Version;
        while (_reader.Tables.TryGetInstrument(_instruments, out InstrumentEntry entry) && _signals.AddInstrument(entry) == _instruments)
        {
            _instruments++;
        }

        for (int i = Venue.FirstFree; i < Venue.Capacity && _reader.Tables.TryGetVenue(i, out VenueEntry venue); i++)
        {
            _ = _signals.AddVenue(venue);
        }
    }
}
