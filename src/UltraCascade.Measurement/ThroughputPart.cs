using System.Globalization;
using UltraCascade.Measurement.Path;
using UltraCascade.Measurement.Sections;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement;

/// <summary>How much goes through: the ring, the whole path, the path against instruments, events held and observers.</summary>
internal sealed class ThroughputPart(SuiteRequest request, PinnedPair pair, ResultBook book, DisturbanceWatch disturbance, CancellationToken token)
{
    private const int Instruments = 100;
    private const int MostReaders = 16;
    private const long LongestWindowNs = 300_000_000_000;
    private const long WindowNs = 300_000_000;
    private const long ShortWindowNs = 120_000_000;
    private static readonly int[] s_readers = [0, 1, 4, MostReaders];
    private static readonly int[] s_instruments = [1, 10, 100, 1_000];
    private static readonly long[] s_held = [100, 1_000, 10_000, 100_000];

    /// <summary>All of it.</summary>
    public void Run()
    {
        RunRing();
        RunPathAndObservers();
        RunAgainstInstruments();
        RunAgainstHeld();
    }

    private void RunRing()
    {
        request.OnProgress("ring");
        InstancePaths paths = BenchInstances.Of(request.Directory, "ring");
        try
        {
            using RingRegion positions = RingRegion.Open(paths, new RingOptions { Slots = 64, Feeds = 2 });
            using SharedRing ring = new(paths, positions, "ring");
            RingRate rate = new(pair, ring);
            for (int round = 0; round < book.AllRounds; round++)
            {
                token.ThrowIfCancellationRequested();
                disturbance.Watch(() =>
                {
                    book.Value(round, "ring_single", "msg/s", rate.Single());
                    book.Value(round, "ring_batch16", "msg/s", rate.InBatchesOf16());
                });
            }
        }
        finally
        {
            Directory.Delete(paths.Directory, recursive: true);
        }
    }

    // A B A B over the numbers of readers, in one engine.
    private void RunPathAndObservers()
    {
        request.OnProgress("whole path, observers");
        using PathRig rig = new(request, pair, "path", new EventPattern(Instruments, EventPattern.SpacingFor100kHeld, ticks: true), Instruments, token);
        using Observers observers = new(rig.Paths, MostReaders, Instruments);
        PathRate rate = new(rig, observers, ticks: true);
        pair.RunFirst(() => rig.Feed(2 * LongestWindowNs / EventPattern.SpacingFor100kHeld));
        for (int round = 0; round < book.AllRounds; round++)
        {
            token.ThrowIfCancellationRequested();
            disturbance.Watch(() => ObserverRound(round, rate), rig.Engine.Pid);
        }

        book.Remark("path_throughput", "4 venues, 100 instruments, 100,000 events held, ticks and sweeps included");
        book.Remark("observer_cost_16", "throughput with 16 readers over throughput with none");
    }

    private void ObserverRound(int round, PathRate rate)
    {
        double none = 0;
        foreach (int readers in s_readers)
        {
            double perSecond = OnFirst(() => rate.Measure(WindowNs, readers));
            if (readers == 0)
            {
                none = perSecond;
                book.Value(round, "path_throughput", "events/s", perSecond);
            }
            else
            {
                book.Value(round, Text($"observer_cost_{readers}"), "ratio", perSecond / none);
            }
        }
    }

    // Without ticks: a tick makes as many sweeps due as there are active instruments, which is work of its own.
    private void RunAgainstInstruments()
    {
        foreach (int instruments in s_instruments)
        {
            request.OnProgress(Text($"whole path, {instruments} instruments"));
            Against(
                Text($"path_throughput_instruments_{instruments}"),
                new EventPattern(instruments, EventPattern.SpacingFor100kHeld, ticks: false),
                instruments,
                2 * LongestWindowNs / EventPattern.SpacingFor100kHeld);
        }
    }

    private void RunAgainstHeld()
    {
        foreach (long held in s_held)
        {
            request.OnProgress(Text($"whole path, {held} events held"));
            Against(Text($"path_throughput_held_{held}"), new EventPattern(Instruments, LongestWindowNs / held, ticks: false), Instruments, 2 * held);
        }
    }

    private void Against(string name, EventPattern pattern, int instruments, long warmUp)
    {
        using PathRig rig = new(request, pair, "against", pattern, instruments, token);
        using Observers nobody = new(rig.Paths, 0, instruments);
        PathRate rate = new(rig, nobody, ticks: false);
        pair.RunFirst(() => rig.Feed(Math.Max(warmUp, 50_000)));
        disturbance.Watch(
            () =>
            {
                for (int round = 0; round < book.AllRounds; round++)
                {
                    token.ThrowIfCancellationRequested();
                    book.Value(round, name, "events/s", OnFirst(() => rate.Measure(ShortWindowNs, readers: 0)));
                }
            },
            rig.Engine.Pid);
    }

    private double OnFirst(Func<double> section)
    {
        double value = 0;
        pair.RunFirst(() => value = section());
        return value;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
