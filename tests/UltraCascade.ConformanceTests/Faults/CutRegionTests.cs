using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>Somebody removes or cuts a region that is being read. Nothing of UltraCascade does; readers live through it all the same.</summary>
internal sealed class CutRegionTests
{
    [Test]
    public void ShouldGoOnReadingARegionWhoseNameIsGone()
    {
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        Peer[] watchers = [.. ((Language[])[Language.CSharp, Language.C, Language.Python]).Select(language => Programs.Watch(language, instance))];
        try
        {
            Array.ForEach(watchers, watcher => watcher.WaitForLine("live generation 1 "));
            File.Delete(instance.Paths.Signals);
            Array.ForEach(watchers, watcher => watcher.WaitForLine("superseded generation 1 "));
            using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, 14_000);
            foreach (Peer watcher in watchers)
            {
                Until.Holds(() => watcher.Lines[^1].StartsWith("superseded generation 1 frames ", StringComparison.Ordinal) && !watcher.Lines[^1].Contains(" frames 0 "), "frames of the region without a name", watcher, engine);
            }

            engine.KillHard();
        }
        finally
        {
            Array.ForEach(watchers, watcher => watcher.Dispose());
        }
    }

    [Test]
    public void ShouldCallARegionStaleThatWasCutUnderAGuardedReader()
    {
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        using Peer watcher = Programs.Watch(Language.CSharp, instance);
        using Peer tail = Programs.UltraCascade(["tail", "--json", "--from", "oldest", .. instance.Options]);
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, 14_000);
        tail.WaitForLines(1);
        Until.Holds(() => instance.Consumed() == 14_000, "the engine has consumed the feed", engine, feeder);
        Programs.StopEngine(engine);
        watcher.WaitForLine("stopped generation 1 ");
        using (FileStream file = File.Open(instance.Paths.Signals, FileMode.Open))
        {
            file.SetLength(4096);
        }

        watcher.WaitForLine("stale generation 0 ");
        Assert.That((watcher.HasExited, tail.HasExited && tail.WaitForExit() > 128), Is.EqualTo((false, false)), "SIGBUS ends nobody.");
    }
}
