using System.Globalization;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Kills;

/// <summary>
/// One stream through engines that are killed, feeders that are killed and readers that are killed, at instants that a seed chooses. The last of
/// each lives to the end of the stream.
/// </summary>
internal sealed class KillRun(string file, string[] tableOptions, IReadOnlyDictionary<string, string> settings, bool hasJournal)
{
    private const int MaxSpins = 200_000;

    /// <summary>What an engine says that nobody kills, and how many positions the stream has.</summary>
    public (SignalStory Story, long Positions) Unkilled()
    {
        using ScratchInstance instance = new();
        using Peer engine = Start(instance);
        Programs.WaitUntilLive(instance, engine);
        using HistoryFollower follower = new(instance);
        using Peer feeder = Programs.TableWriter(instance, file, tableOptions);
        long positions = Number(feeder.WaitForLine("table "));
        Until.Holds(() => instance.Consumed() == positions, "the engine has consumed the stream", engine, feeder);
        Programs.StopEngine(engine);
        return (SignalStory.Read(instance, follower), positions);
    }

    /// <summary>The same stream with <paramref name="kills"/> kills of the engine, and some of the others between them.</summary>
    public SignalStory Killed(int seed, int kills, long positions)
    {
        Random random = new(seed);
        using ScratchInstance instance = new();
        Peer engine = Start(instance);
        Programs.WaitUntilLive(instance, engine);
        using HistoryFollower follower = new(instance);
        Peer feeder = Programs.TableWriter(instance, file, tableOptions);
        Peer reader = Programs.Watch(Language.CSharp, instance);
        try
        {
            long[] targets = [.. Enumerable.Range(0, kills).Select(_ => random.NextInt64(positions)).Order()];
            foreach (long target in targets)
            {
                Until.Holds(() => instance.Consumed() >= target, $"position {target}", engine, feeder);
                if (random.Next(4) == 0)
                {
                    feeder = Replace(feeder, () => Programs.TableWriter(instance, file, tableOptions));
                }

                if (random.Next(8) == 0)
                {
                    reader = Replace(reader, () => Programs.Watch(Language.CSharp, instance));
                }

                Thread.SpinWait(random.Next(MaxSpins));
                engine = Replace(engine, () => Start(instance));
                engine = DieAgainWhileStarting(random, instance, engine);
                Programs.WaitUntilLive(instance, engine);
            }

            Until.Holds(() => instance.Consumed() == positions, "the last engine has consumed the stream", engine, feeder);
            Programs.StopEngine(engine);
            SignalStory story = SignalStory.Read(instance, follower);
            if (hasJournal)
            {
                ShouldComeBackFromTheJournalAlone(instance, story);
            }

            return story;
        }
        finally
        {
            reader.Dispose();
            feeder.Dispose();
            engine.Dispose();
        }
    }

    // The machine was started anew: nothing is left of the shared memory.
    private void ShouldComeBackFromTheJournalAlone(ScratchInstance instance, SignalStory before)
    {
        Array.ForEach([instance.Paths.Ring, instance.Paths.Signals, instance.Paths.Feed(Programs.FeedName)], File.Delete);
        using Peer engine = Start(instance);
        Programs.WaitUntilLive(instance, engine);
        using HistoryFollower follower = new(instance);
        Programs.StopEngine(engine);
        SignalStory.Read(instance, follower).ShouldEqual(before, "a new start of the machine");
    }

    // Recovery must survive what made it necessary.
    private Peer DieAgainWhileStarting(Random random, ScratchInstance instance, Peer engine)
    {
        while (random.Next(4) == 0)
        {
            Peer starting = engine;
            using SignalReader signals = instance.OpenSignals();
            Until.Holds(() => signals.WriterPid == starting.Pid, "the next engine has the regions", starting);
            Thread.SpinWait(random.Next(MaxSpins * 20));
            engine = Replace(engine, () => Start(instance));
        }

        return engine;
    }

    private Peer Start(ScratchInstance instance) =>
        Programs.StartEngine(instance, settings, hasJournal ? ["--journal", instance.File("journal")] : []);

    private static Peer Replace(Peer peer, Func<Peer> next)
    {
        using (peer)
        {
            peer.KillHard();
        }

        return next();
    }

    private static long Number(string line) => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}
