using System.Globalization;
using UltraCascade.ConformanceTests.Matrix;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>Processes that stand still (SIGSTOP) and go on: a pause is seen, and nothing is lost by it.</summary>
internal sealed class StandstillTests
{
    [Test]
    public void ShouldGoOnAfterEngineFeederAndReaderStoodStill()
    {
        using FinishedRun uninterrupted = FinishedRun.Of(Language.CSharp);
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        using Peer stopped = Programs.Watch(Language.C, instance);
        using Peer watcher = Programs.Watch(Language.CSharp, instance);
        watcher.WaitForLine("live generation 1 ");
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, FinishedRun.Positions, "--rate", "16000");
        Until.Holds(() => instance.Consumed() >= 12_500, "the middle of the stream", engine, feeder);
        stopped.Signal(UnixSignal.Stop);
        engine.Signal(UnixSignal.Stop);
        feeder.Signal(UnixSignal.Stop);
        watcher.WaitForLine("stale generation 1 ");
        feeder.Signal(UnixSignal.Continue);
        engine.Signal(UnixSignal.Continue);
        Until.Holds(() => watcher.Lines.SkipWhile(line => !line.StartsWith("stale", StringComparison.Ordinal)).Any(line => line.StartsWith("live", StringComparison.Ordinal)), "live again", engine);
        Until.Holds(() => instance.Consumed() == FinishedRun.Positions, "the engine has consumed the feed", engine, feeder);
        Programs.StopEngine(engine);
        stopped.Signal(UnixSignal.Continue);
        using Peer expected = Programs.Tail(Language.C, uninterrupted.Instance, uninterrupted.Cursor);
        using Peer found = Programs.Tail(Language.C, instance, uninterrupted.Cursor);
        Assert.That(found.ShouldExit(0).Lines, Is.EqualTo(expected.ShouldExit(0).Lines));
        Assert.That(stopped.WaitForLine("stopped generation 1 "), Does.StartWith($"stopped generation 1 frames {uninterrupted.Cursor} lost 0"));
    }

    [Test]
    public void ShouldCountForSixteenReadersAtTheirOwnSpeeds()
    {
        const int Readers = 16;
        const long Positions = 300_000;
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance, new Dictionary<string, string> { ["HistorySlots"] = "2048" });
        Peer[] readers = [.. Enumerable.Range(0, Readers).Select(_ => Programs.Watch(Language.C, instance))];
        try
        {
            Array.ForEach(readers, reader => reader.WaitForLine("live generation 1 frames 0"));
            using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, Positions);
            Random random = new(16);

            // Reader i stands still for about i sixteenths of the stream.
            for (long position = Positions / 20; position < Positions; position += Positions / 20)
            {
                Until.Holds(() => instance.Consumed() >= position, $"position {position}", engine, feeder);
                for (int i = 0; i < Readers; i++)
                {
                    readers[i].Signal(random.Next(Readers) < i ? UnixSignal.Stop : UnixSignal.Continue);
                }
            }

            Until.Holds(() => instance.Consumed() == Positions, "the engine never waits for a reader", engine, feeder);
            Programs.StopEngine(engine);
            Array.ForEach(readers, reader => reader.Signal(UnixSignal.Continue));
            long[] lost = [.. readers.Select(reader => Lost(reader, instance.Cursor))];
            TestContext.Out.WriteLine($"{instance.Cursor} frames; lost: {string.Join(' ', lost)}");
            Assert.That(lost.Max(), Is.GreaterThan(0), "Nobody was slow enough for this test.");
        }
        finally
        {
            Array.ForEach(readers, reader => reader.Dispose());
        }
    }

    // Every sequence is either read or counted as lost.
    private static long Lost(Peer reader, long frames)
    {
        string[] words = reader.WaitForLine("stopped generation 1 ").Split(' ');
        long Number(string name) => long.Parse(words[Array.IndexOf(words, name) + 1], CultureInfo.InvariantCulture);
        Assert.That(Number("frames") + Number("lost"), Is.EqualTo(frames), reader.Describe());
        return Number("lost");
    }
}
