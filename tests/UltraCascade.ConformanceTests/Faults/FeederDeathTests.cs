using UltraCascade.ConformanceTests.Matrix;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>A feed writer that is killed leaves no trace: its successor, in either language, continues its positions.</summary>
internal sealed class FeederDeathTests
{
    [Test]
    public void ShouldContinueWithNothingLostAndNothingDoubled(
        [Values(Language.CSharp, Language.C)] Language first, [Values(Language.CSharp, Language.C)] Language second)
    {
        using FinishedRun uninterrupted = FinishedRun.Of(Language.CSharp);
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);

        // Only the C# peer paces itself, so it is killed in the middle of publishing; the C peer between two orders.
        using (Peer feeder = Programs.FeedWriter(first, instance, first == Language.C ? 12_700 : FinishedRun.Positions, "--rate", "16000"))
        {
            Until.Holds(() => instance.Consumed() >= 12_500, "the first writer is in the middle of the stream", engine, feeder);
            feeder.KillHard();
        }

        using (Peer feeder = Programs.FeedWriter(second, instance, FinishedRun.Positions))
        {
            Assert.That(feeder.WaitForLine("open"), Is.Not.EqualTo("open 0"));
            feeder.WaitForLine($"published {FinishedRun.Positions}");
            Until.Holds(() => instance.Consumed() == FinishedRun.Positions, "the engine has consumed the feed", engine, feeder);
        }

        Programs.StopEngine(engine);
        foreach (EngineCounter counter in (EngineCounter[])[EngineCounter.Events, EngineCounter.Ticks, EngineCounter.Duplicates, EngineCounter.FeedFaults, EngineCounter.Rejected])
        {
            Assert.That(instance.Counter(counter), Is.EqualTo(uninterrupted.Instance.Counter(counter)), counter.ToString());
        }

        using Peer expected = Programs.Tail(Language.C, uninterrupted.Instance, uninterrupted.Cursor);
        using Peer found = Programs.Tail(Language.C, instance, uninterrupted.Cursor);
        Assert.That(found.ShouldExit(0).Lines, Is.EqualTo(expected.ShouldExit(0).Lines));
    }
}
