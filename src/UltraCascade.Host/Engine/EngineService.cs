using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Engine;
using UltraCascade.Engine.Detection;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Threads;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// The engine process: takes the instance's lock, opens or continues its regions, and runs the engine on threads of its own
/// until it is told to stop. Stopping drains the feeds and marks the regions stopped; a fault marks them faulted and fails
/// <see cref="BackgroundService.ExecuteTask"/>.
/// </summary>
internal sealed class EngineService(EngineSettings settings, JournalSettings journalSettings, ILogger<EngineService> logger) : BackgroundService
{
    private static readonly TimeSpan s_journalPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _sideThreads = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Thread> _threads = [];
    private readonly List<Thread> _journalThreads = [];
    private readonly ThreadPlan _plan = ThreadPlanner.Plan(settings, Processors.Here);
    private CancellationToken _stopping;
    private InstanceLock? _lock;
    private RingRegion? _ring;
    private SignalWriter? _signals;
    private FeedTable? _feeds;
    private EngineRecovery? _recovery;
    private EngineJournal? _journal;
    private IEngine? _engine;
    private bool _journalHangs;

    /// <summary>
    /// Takes the instance and makes everything ready, so that a refusal is an error of the start.
    /// </summary>
    /// <exception cref="InstanceHeldException">Another engine holds the instance.</exception>
    /// <exception cref="RegionException">A region cannot be created or continued.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        InstancePaths paths = new(settings.Directory, settings.Instance) { GroupId = UnixGroup.IdOf(settings.Group) };
        paths.EnsureDirectory();
        try
        {
            Open(paths);
        }
        catch
        {
            Close();
            throw;
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        stoppingToken.Register(() =>
        {
            if (_finished.Task.IsCompleted)
            {
                // It has ended by itself, and the regions say how.
                return;
            }

            _ring!.SetState(RegionState.Draining);
            _signals!.SetState(RegionState.Draining);
            _journal?.Draining();
            _engine!.Stop();
        });
        InstancePaths paths = new(settings.Directory, settings.Instance);
        FeedDiscovery discovery = new(paths, _feeds!, logger);
        discovery.Look();
        StartThread("discovery", () => discovery.Run(_sideThreads.Token));
        StartThread("notifier", Notify);
        foreach ((string name, ThreadStart body) in _journal?.Threads ?? [])
        {
            _journalThreads.Add(StartThread(name, body));
        }

        StartThread("engine", RunEngine);
        return _finished.Task;
    }

    private void Open(InstancePaths paths)
    {
        InstanceMode mode = settings.Mode == EngineMode.Replay ? InstanceMode.Replay : InstanceMode.Live;
        _lock = InstanceLock.Acquire(paths);
        _ring = RingRegion.Open(paths, new RingOptions { Slots = settings.RingSlots, Feeds = settings.Feeds, Mode = mode });
        SignalOptions signals = new() { HistorySlots = settings.HistorySlots, Instruments = settings.Instruments, Mode = mode };
        _signals = SignalWriter.Open(paths, signals);
        for (EngineCounter counter = EngineCounter.JournalState; counter <= EngineCounter.JournalErrno; counter++)
        {
            _signals.SetCounter(counter, 0);
        }

        _journal = new JournalOpening(journalSettings, paths, _ring, _signals, logger).Open(settings.Mode, mode);
        _recovery = new EngineRecovery(_ring, _signals, paths, signals, _journal?.Paths, logger);
        _feeds = new FeedTable(_ring, settings.Feeds, _journal is null ? null : _journal.NoteFeed);
        EngineOptions options = new()
        {
            Instruments = settings.Instruments,
            BatchRecords = settings.BatchRecords,
            SlabBytes = (long)settings.SlabMegabytes << 20,
            Mode = mode,
            LateNs = (long)(settings.LateSeconds * 1e9),
            FirstEpisode = _recovery.FirstEpisode,
            Detector = new ShiryaevOptions { Threshold = settings.Detector.Threshold, Slope = settings.Detector.Slope },
        };
        foreach (string warning in _plan.Warnings)
        {
            logger.LogWarning("Threads: {Warning}.", warning);
        }

        _engine = EngineFactory.Build(settings, _plan, options, _ring, _signals, _feeds, _recovery.Sink, _journal, number => PinThread(number));
        if (settings.LockMemory)
        {
            LockRegions();
        }
    }

    private void RunEngine()
    {
        Exception? fault = null;
        try
        {
            PinThread(0);
            _recovery!.Run(_engine!, _stopping);
            MakeWarm();
            _ring!.SetState(RegionState.Live);
            _signals!.SetState(RegionState.Live);
            logger.LogInformation(
                "Engine runs: instance {Instance}, {Mode}, simd {Simd}, generation {Generation}; threads {Threads}.",
                settings.Instance,
                settings.Mode == EngineMode.Replay ? "replay" : "live",
                EngineChoices.Text(EngineChoices.Resolve(settings.Simd)),
                _signals.Generation,
                _plan);
            _engine!.Run();
            fault = _engine.Fault;
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        _sideThreads.Cancel();
        CloseJournal();
        RegionState end = fault is null ? RegionState.Stopped : RegionState.Faulted;
        _signals!.Notify();
        _ring!.SetState(end);
        _signals.SetState(end);
        if (fault is null)
        {
            _finished.TrySetResult();
        }
        else
        {
            logger.LogCritical("The engine stopped itself: {Reason}", fault.Message);
            _finished.TrySetException(fault);
        }
    }

    // A disk that does not answer holds the end up no longer than this: what is not journalled is in the ring.
    private void CloseJournal()
    {
        _journal?.Stop();
        foreach (Thread thread in _journalThreads)
        {
            _journalHangs |= !thread.Join(s_journalPatience);
        }

        if (!_journalHangs)
        {
            _journal?.Close();
        }
    }

    // The regions say Starting meanwhile, and their heart beats.
    private void MakeWarm()
    {
        if (WarmUp.IsWanted(settings))
        {
            WarmUpOutcome done = new WarmUp(settings, _plan).Run(
                () =>
                {
                    long now = MonotonicClock.NowNs();
                    _ring!.Beat(now);
                    _signals!.Beat(now);
                },
                _stopping);
            logger.LogInformation("Warm-up: {Done}.", done);
        }
    }

    // Wakes whoever sleeps on the region's futex. The hot loop makes no system call; this thread looks for it.
    private void Notify()
    {
        NotifierNap nap = new();
        while (!_sideThreads.IsCancellationRequested)
        {
            PreciseSleep.Sleep(nap.After(_signals!.Notify(), MonotonicClock.NowNs()));
        }
    }

    private void PinThread(int number)
    {
        if (_plan.Cpus.Count == 0)
        {
            return;
        }

        int cpu = _plan.Cpus[number % _plan.Cpus.Count];
        if (!ThreadPinning.Pin(cpu))
        {
            logger.LogWarning("Thread {Number} could not be pinned to processor {Cpu}; it runs where the kernel puts it.", number, cpu);
        }
    }

    private void LockRegions()
    {
        if (!_ring!.TryLockMemory(out string reason) || !_signals!.TryLockMemory(out reason))
        {
            logger.LogWarning("Shared memory is not locked into RAM: {Reason}", reason);
        }
    }

    private Thread StartThread(string name, ThreadStart body)
    {
        Thread thread = new(body) { Name = name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();
        return thread;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _sideThreads.Cancel();
        Close();
        base.Dispose();
    }

    // Nobody may still be in the maps when they go.
    private void Close()
    {
        _engine?.Stop();
        if (_journalHangs)
        {
            // A thread of it is still in the maps; the end of the process takes both.
            return;
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _threads.Clear();
        _feeds?.DisposeAll();
        _feeds = null;
        _recovery?.Dispose();
        _recovery = null;
        _journal?.Dispose();
        _journal = null;
        _signals?.Dispose();
        _signals = null;
        _ring?.Dispose();
        _ring = null;
        _lock?.Dispose();
        _lock = null;
    }
}
