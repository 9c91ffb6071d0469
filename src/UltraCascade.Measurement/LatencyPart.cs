using UltraCascade.Measurement.Path;
using UltraCascade.Measurement.Sections;
using UltraCascade.Measurement.Statistics;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement;

/// <summary>How long things take: hops, the whole path at several rates, waking, restart.</summary>
internal sealed class LatencyPart(SuiteRequest request, PinnedPair pair, ResultBook book, DisturbanceWatch disturbance, CancellationToken token)
{
    private const int Instruments = 100;

    // One more instrument, of which the stream knows nothing: it is quiet until its cascade.
    private const int HistoryInstrument = Instruments + 1;
    private const long WindowEvents = 100_000;
    private static readonly (string Name, double PerSecond, long Events)[] s_rates =
    [
        ("path_latency", 100_000, 40_000),
        ("path_latency_1k", 1_000, 400),
        ("path_latency_10k", 10_000, 3_000),
        ("path_latency_1m", 1_000_000, 200_000),
    ];

    /// <summary>All of it.</summary>
    public void Run()
    {
        RunHopsAndPath();
        RunWaking();
        RunRestart();
    }

    // Subject and reference in turn, so that both see the same machine.
    private void RunHopsAndPath()
    {
        request.OnProgress("hops and whole path");
        using PathRig rig = new(request, pair, "latency", Stream(), HistoryInstrument, token);
        InstancePaths hopPaths = new(request.Directory, rig.Paths.Instance + "h");
        try
        {
            using RingRegion positions = RingRegion.Open(hopPaths, new RingOptions { Slots = 64, Feeds = 4 });
            using SharedRing there = new(hopPaths, positions, "there");
            using SharedRing back = new(hopPaths, positions, "back");
            RingHop hop = new(pair, there, back);
            PathLatency path = new(rig);
            PathHistory history = new(rig, HistoryInstrument);
            pair.RunFirst(() => rig.Feed(WindowEvents));
            for (int round = 0; round < book.AllRounds; round++)
            {
                token.ThrowIfCancellationRequested();
                rig.Engine.WhileStopped(() => disturbance.Watch(() => HopRound(round, hop)));
                disturbance.Watch(() => PathRound(round, path), rig.Engine.Pid);
            }

            pair.RunFirst(history.Begin);
            for (int round = 0; round < book.AllRounds; round++)
            {
                token.ThrowIfCancellationRequested();
                disturbance.Watch(() => HistoryRound(round, history), rig.Engine.Pid);
            }
        }
        finally
        {
            Directory.Delete(hopPaths.Directory, recursive: true);
        }
    }

    private void HopRound(int round, RingHop hop)
    {
        book.Latency(round, "ring_one_way", hop.OneWay());
        book.Latency(round, "ring_round_trip", hop.RoundTrip());
        book.Latency(round, "handler_ring_one_way", HandlerHop.OneWay(pair));
    }

    private void PathRound(int round, PathLatency path)
    {
        foreach ((string name, double perSecond, long events) in s_rates)
        {
            book.Latency(round, name, OnFirst(histogram => path.Paced(perSecond, events, histogram)));
        }

        book.Latency(round, "path_latency_saturated", OnFirst(histogram => path.Saturated(200_000, histogram)));
        book.Remark("path_latency_saturated", $"a queue of {PathLatency.SaturatedWindow} events is kept full");
    }

    private void HistoryRound(int round, PathHistory history)
    {
        book.Latency(round, "path_history", OnFirst(histogram => history.Spinning(2_000, histogram)));
        book.Latency(round, "wake_region", OnFirst(histogram => history.Asleep(200, histogram)));
        book.Latency(round, "wake_region_calm", OnFirst(histogram => history.AsleepInCalm(20, histogram)));
        book.Remark("wake_region_calm", "the same at 50 a second: the notifier rests between two");
        book.Remark("wake_region", "a reader asleep on the region's futex, from publish to frame in hand");
    }

    private void RunWaking()
    {
        for (int round = 0; round < book.AllRounds; round++)
        {
            token.ThrowIfCancellationRequested();
            request.OnProgress($"waking, round {round}");
            disturbance.Watch(() =>
            {
                book.Latency(round, "wake_busy_spin", WaitWakeUp.Measure(pair, new BusySpinWaitStrategy()));
                book.Latency(round, "wake_yielding", WaitWakeUp.Measure(pair, new YieldingWaitStrategy()));
                book.Latency(round, "wake_adaptive", WaitWakeUp.Measure(pair, new AdaptiveWaitStrategy<RingParker>(new RingParker())));
                book.Latency(round, "wake_futex", WaitWakeUp.Measure(pair, new BlockingWaitStrategy<RingParker>(new RingParker())));
            });
        }
    }

    private void RunRestart()
    {
        request.OnProgress("restart");
        using PathRig rig = new(request, pair, "restart", Stream(), Instruments, token);
        PathRestart restart = new(rig, new PathLatency(rig));
        for (int round = 0; round < book.AllRounds; round++)
        {
            token.ThrowIfCancellationRequested();
            LogLinearHistogram once = new();
            once.Record(restart.Once());
            book.Latency(round, "restart", once);
            book.Latency(round, "path_first_events", OnFirst(restart.FirstEventsAfter));
        }

        book.Remark("restart", "from SIGKILL to the first frame of the successor, process start included");
        book.Remark("path_first_events", "the first 200 events after a start, 1,000 a second");
    }

    private static EventPattern Stream() => new(Instruments, EventPattern.SpacingFor100kHeld, ticks: true);

    private LogLinearHistogram OnFirst(Action<LogLinearHistogram> section)
    {
        LogLinearHistogram histogram = new();
        pair.RunFirst(() => section(histogram));
        return histogram;
    }
}
