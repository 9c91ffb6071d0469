using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>SIGTERM: what was published before is processed, then the regions say Stopped and the exit code is 0.</summary>
internal sealed class DrainTests
{
    [TestCase("fused")]
    [TestCase("parallel")]
    public void ShouldProcessWhatWasPublishedBeforeTheSignal(string topology)
    {
        const long Attached = 1_000, Published = 60_000;
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance, new Dictionary<string, string> { ["Topology"] = topology });
        using Peer feeder = Programs.FeedWriter(Language.C, instance, Attached);
        Until.Holds(() => instance.Consumed() == Attached, "the engine has attached the feed", engine, feeder);
        feeder.Say($"{Published}");
        feeder.WaitForLine($"published {Published}");
        engine.Signal(UnixSignal.Terminate);
        engine.ShouldExit(0);
        Assert.That(instance.Consumed(), Is.EqualTo(Published));
        using SignalReader reader = instance.OpenSignals();
        Assert.That(reader.State, Is.EqualTo(RegionState.Stopped));
        Assert.That(reader.IsStale(out _), Is.False, "A region that was closed on purpose is not stale.");
        Assert.That(reader.GetCounter(EngineCounter.Events) + reader.GetCounter(EngineCounter.Ticks), Is.EqualTo(Published));
    }

    [Test]
    public void ShouldEndAlthoughAFeedNeverPauses()
    {
        // What the writer adds while the signal travels is taken or left; an engine that goes on for many laps of the feed only ends by luck.
        const long Laps = 32, Slots = 65_536;
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, 1_000_000_000, "--slots", $"{Slots}");
        Until.Holds(() => instance.Consumed() > 2 * Slots, "the feed is busy", engine, feeder);
        long consumed = instance.Consumed();
        engine.Signal(UnixSignal.Terminate);
        engine.ShouldExit(0);
        using SignalReader reader = instance.OpenSignals();
        Assert.That(reader.State, Is.EqualTo(RegionState.Stopped));
        Assert.That(instance.Consumed(), Is.LessThan(consumed + (Laps * Slots)), "The engine takes in what is published after the signal.");
    }

    [Test]
    public void ShouldShowAStoppedEngineAsNotRunning()
    {
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        using (Peer alive = Programs.UltraCascade(["status", "--json", .. instance.Options]))
        {
            Assert.That(alive.ShouldExit(0).Lines[0], Does.Contain("\"running\":true"));
        }

        Programs.StopEngine(engine);
        using Peer status = Programs.UltraCascade(["status", "--json", .. instance.Options]);
        Assert.That(status.ShouldExit(5).Lines[0], Does.Contain("\"running\":false").And.Contain("\"state\":\"stopped\""));
    }
}
