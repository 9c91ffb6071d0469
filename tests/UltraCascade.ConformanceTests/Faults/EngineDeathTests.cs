using System.Globalization;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>An engine that is killed in the middle of its work, and the one that takes over in place.</summary>
internal sealed class EngineDeathTests
{
    private const long StaleAgeMs = 900;
    private const long Endless = 1_000_000_000;

    private static readonly Language[] s_watchers = [Language.CSharp, Language.C, Language.Python];

    [Test]
    public void ShouldBeSeenStaleAndTakenOverInPlaceUnderTheSameReaders()
    {
        using ScratchInstance instance = new();
        Peer engine = Programs.Engine(instance);
        Peer[] watchers = [.. s_watchers.Select(language => Programs.Watch(language, instance))];
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, Endless, "--rate", "8000");
        try
        {
            Array.ForEach(watchers, watcher => watcher.WaitForLine("live generation 1 "));
            Until.Holds(() => instance.Cursor > 100, "the engine is in the middle of the stream", engine, feeder);
            engine.KillHard();
            long cursor = instance.Cursor;
            foreach (Peer watcher in watchers)
            {
                string line = watcher.WaitForLine("stale generation 1 ");
                TestContext.Out.WriteLine(line);
                Assert.That(Number(line, "age_ms"), Is.GreaterThanOrEqualTo(StaleAgeMs), "A living engine must not be called stale.");
            }

            engine.Dispose();
            engine = Programs.Engine(instance);
            long consumed = instance.Consumed();
            Array.ForEach(watchers, watcher => watcher.WaitForLine("live generation 2 "));
            Until.Holds(() => instance.Consumed() > consumed && instance.Cursor > cursor + 100, "the second engine continues", engine, feeder);
            feeder.KillHard();
            Programs.StopEngine(engine);
            CompareStories(instance, watchers);
        }
        finally
        {
            Array.ForEach(watchers, watcher => watcher.Dispose());
            engine.Dispose();
        }
    }

    [Test]
    public void ShouldSurviveBeingKilledAgainAndAgainAtFullSpeed()
    {
        const int Rounds = 6;
        using ScratchInstance instance = new();
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, Endless, "--slots", "4096");
        long cursor = 0;
        for (ulong generation = 1; generation <= Rounds; generation++)
        {
            using Peer engine = Programs.Engine(instance);
            using (SignalReader reader = instance.OpenSignals())
            {
                Assert.That(reader.Generation, Is.EqualTo(generation));
                Assert.That(reader.Cursor, Is.GreaterThanOrEqualTo(cursor), "No sequence is ever used twice.");
            }

            long consumed = instance.Consumed();
            Until.Holds(() => instance.Consumed() > consumed + 50_000, "the engine works at full speed", engine, feeder);
            cursor = instance.Cursor;
            engine.KillHard();
        }

        feeder.KillHard();
        using Peer last = Programs.Engine(instance);
        using SignalReader end = instance.OpenSignals();
        Until.Holds(() => instance.Consumed() >= Published(instance), "the last engine has consumed what was published", last);
        Programs.StopEngine(last);
        Assert.That(end.GetCounter(EngineCounter.FeedFaults), Is.Zero);
        Assert.That(end.IsSuperseded(), Is.False);
    }

    private static long Published(ScratchInstance instance)
    {
        Assert.That(FeedReader.TryOpen(instance.Paths.Feed(Programs.FeedName), out FeedReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        using (reader)
        {
            return reader!.Cursor;
        }
    }

    // Each reader saw every sequence or counted it as lost, all of them the same, and nobody had to open the region again.
    private static void CompareStories(ScratchInstance instance, Peer[] watchers)
    {
        long frames = instance.Cursor;
        foreach (Peer watcher in watchers)
        {
            string line = watcher.WaitForLine("stopped generation 2 ");
            TestContext.Out.WriteLine(line);
            Assert.That(Number(line, "frames") + Number(line, "lost"), Is.EqualTo(frames), watcher.Describe());
            Assert.That(Number(line, "lost"), Is.EqualTo(Number(watchers[0].WaitForLine("stopped generation 2 "), "lost")), "They disagree about what was lost.");
            Assert.That(watcher.Lines, Has.None.StartsWith("superseded"));
        }
    }

    private static long Number(string line, string name)
    {
        string[] words = line.Split(' ');
        return long.Parse(words[Array.IndexOf(words, name) + 1], CultureInfo.InvariantCulture);
    }
}
