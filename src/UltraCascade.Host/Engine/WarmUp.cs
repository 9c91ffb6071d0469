using System.Diagnostics;
using System.Runtime;
using UltraCascade.Engine;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Threads;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Before the engine goes live, a second one with the same type arguments runs a made-up stream over regions of its own, so that the
/// JIT has compiled and replaced the whole path before the first real event: else the first few thousand take several times as
/// long. Its files lose their names as soon as they are open, so nothing is left of it, not even after SIGKILL; it shares
/// nothing with the real engine but the compiled code.
/// </summary>
internal sealed class WarmUp(EngineSettings settings, ThreadPlan plan)
{
    /// <summary>Longest time it may take.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    // Rare turns of the stream have something compiled now and then for long; what is hot was replaced when, between two looks, it
    // is only those.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private const int MethodsOfRareTurns = 16;

    private const int Slots = 4096;
    private const int LeastRecords = 32_768;
    private const int RecordsBetweenLooks = 256;
    private const long FeederNapNs = 200_000;

    /// <summary>Whether these settings want it: a replay has no first event that matters.</summary>
    public static bool IsWanted(EngineSettings settings) =>
        settings.WarmUp == WarmUpChoice.On || (settings.WarmUp == WarmUpChoice.Auto && settings.Mode == EngineMode.Live);

    /// <summary>
    /// Runs on the calling thread, which is to be the engine's; <paramref name="beat"/> is called meanwhile from another one, at
    /// least every few ms.
    /// </summary>
    public WarmUpOutcome Run(Action beat, CancellationToken token)
    {
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            long before = JitInfo.GetCompiledMethodCount();
            WarmUpOutcome outcome = RunThrowaway(watch, beat, token);
            GC.Collect();
            return outcome with { Elapsed = watch.Elapsed, Methods = JitInfo.GetCompiledMethodCount() - before };
        }
        catch (Exception exception) when (exception is RegionException or IOException or UnauthorizedAccessException or InstanceHeldException)
        {
            // A full or read-only directory: the real regions report their own trouble, this is only about speed.
            return new WarmUpOutcome { Fault = exception };
        }
    }

    private WarmUpOutcome RunThrowaway(Stopwatch watch, Action beat, CancellationToken token)
    {
        RingRegion? ring = null;
        SignalWriter? signals = null;
        FeedWriter? writer = null;
        FeedTable? feeds = null;
        try
        {
            using (PrivateInstance instance = PrivateInstance.Create(settings.Directory, "warmup"))
            {
                InstancePaths paths = instance.Paths;
                ring = RingRegion.Open(paths, new RingOptions { Slots = Slots, Feeds = 1, Mode = Mode });
                signals = SignalWriter.Open(paths, new SignalOptions { HistorySlots = Slots, Instruments = WarmUpStream.Instruments + 1, Mode = Mode });
                writer = FeedWriter.Open(paths, "warmup", new FeedOptions { Slots = Slots, Instruments = WarmUpStream.Instruments, Mode = Mode });
                feeds = new FeedTable(ring, capacity: 1);
                Attach(paths, feeds);

                // Makes the writer open the ring while it has a name.
                _ = writer.Consumed;
            }

            EngineOptions options = new()
            {
                Instruments = WarmUpStream.Instruments + 1,
                SlabBytes = 4 << 20,
                CoincidenceEvents = 1 << 13,
                BatchRecords = settings.BatchRecords,
                Mode = Mode,
            };
            IEngine engine = EngineFactory.Build(settings, plan, options, ring, signals, feeds, recoverySink: null, journal: null, static _ => { });
            long records = RunBoth(engine, writer, watch, beat, token);
            return new WarmUpOutcome { Records = records, Signals = signals.HistoryCursor, Fault = engine.Fault };
        }
        finally
        {
            feeds?.DisposeAll();
            writer?.Dispose();
            signals?.Dispose();
            ring?.Dispose();
        }
    }

    private InstanceMode Mode => settings.Mode == EngineMode.Replay ? InstanceMode.Replay : InstanceMode.Live;

    private static void Attach(InstancePaths paths, FeedTable feeds)
    {
        if (FeedReader.TryOpen(paths.Feed("warmup"), out FeedReader? reader, out string reason) != RegionStatus.Ready)
        {
            throw new IOException(reason);
        }

        _ = feeds.Offer(reader!);
    }

    private static long RunBoth(IEngine engine, FeedWriter writer, Stopwatch watch, Action beat, CancellationToken token)
    {
        long records = 0;
        Thread feeder = new(() =>
        {
            try
            {
                records = Feed(writer, watch, beat, token);
            }
            finally
            {
                engine.Stop();
            }
        })
        { IsBackground = true, Name = "warm-up" };
        feeder.Start();
        engine.Run();
        feeder.Join();
        return records;
    }

    private static long Feed(FeedWriter writer, Stopwatch watch, Action beat, CancellationToken token)
    {
        WarmUpStream stream = new(writer, WallClock.NowNs());
        long compiled = 0;
        TimeSpan lookAt = watch.Elapsed + s_look;
        long records = 0;
        while (watch.Elapsed < Bound && !token.IsCancellationRequested)
        {
            for (int i = 0; i < RecordsBetweenLooks; i++)
            {
                records += stream.TryPublishNext() ? 1 : 0;
            }

            beat();
            PreciseSleep.Sleep(FeederNapNs);
            if (watch.Elapsed >= lookAt)
            {
                long now = JitInfo.GetCompiledMethodCount();
                if (records >= LeastRecords && now - compiled <= MethodsOfRareTurns)
                {
                    break;
                }

                compiled = now;
                lookAt = watch.Elapsed + s_look;
            }
        }

        return records;
    }
}
