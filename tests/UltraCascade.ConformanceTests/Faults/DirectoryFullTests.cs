using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>An engine whose directory is full refuses the newcomer, counts it and says so; those who are in go on.</summary>
internal sealed class DirectoryFullTests
{
    [Test]
    public void ShouldCountTheNewcomerAndGoOnWithTheOthers()
    {
        const long Positions = 14_000;
        const string Three = "3", Two = "2";
        using ScratchInstance roomy = new();
        using ScratchInstance full = new();
        Feed(roomy, Three, Positions);
        Feed(full, Two, Positions);
        Assert.That(full.Counter(EngineCounter.DirectoryFull), Is.EqualTo(1));
        Assert.That(roomy.Counter(EngineCounter.DirectoryFull), Is.Zero);
        Assert.That(full.Counter(EngineCounter.Rejected), Is.GreaterThan(0));
        Assert.That(full.Counter(EngineCounter.Events) + full.Counter(EngineCounter.Rejected), Is.EqualTo(roomy.Counter(EngineCounter.Events)));
        using Peer status = Programs.UltraCascade(["status", "--json", .. full.Options]);
        status.WaitForExit();
        Assert.That(status.Lines[0], Does.Contain("\"directory_full\":1"));
    }

    private static void Feed(ScratchInstance instance, string instruments, long positions)
    {
        using Peer engine = Programs.Engine(instance, new Dictionary<string, string> { ["Instruments"] = instruments });
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, positions);
        Until.Holds(() => instance.Consumed() == positions, "the engine has consumed the feed", engine, feeder);
        Programs.StopEngine(engine);
    }
}
