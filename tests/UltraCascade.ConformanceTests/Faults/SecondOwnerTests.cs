using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>One engine for an instance, one writer for a feed. The second is refused and told who is there; the first does not notice.</summary>
internal sealed class SecondOwnerTests
{
    private const int HeldExitCode = 75;

    [Test]
    public void ShouldRefuseASecondEngineAndNameTheHolder()
    {
        using ScratchInstance instance = new();
        using Peer first = Programs.Engine(instance);
        using Peer second = Programs.StartEngine(instance);
        Assert.That(second.ShouldExit(1).Errors, Does.Contain($"{first.Pid}").And.Contain("--instance").And.Not.Contain("   at "));
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, 1_000);
        Until.Holds(() => instance.Consumed() == 1_000, "the first engine goes on", first, feeder);
        Programs.StopEngine(first);
    }

    [Test]
    public void ShouldLetTheNextEngineInWhenTheFirstWasKilled()
    {
        using ScratchInstance instance = new();
        using Peer first = Programs.Engine(instance);
        first.KillHard();
        using Peer second = Programs.Engine(instance);
        Programs.StopEngine(second);
    }

    [Test]
    public void ShouldRefuseASecondWriterOfAFeed(
        [Values(Language.CSharp, Language.C)] Language holder, [Values(Language.CSharp, Language.C)] Language newcomer)
    {
        using ScratchInstance instance = new();
        using Peer first = Programs.FeedWriter(holder, instance, 100);
        first.WaitForLine("published 100");
        using Peer second = Programs.FeedWriter(newcomer, instance, 200);
        string errors = second.ShouldExit(HeldExitCode).Errors;
        Assert.That(errors, Does.Contain(newcomer == Language.C ? "another process holds the lock" : $"pid {first.Pid}"));
        first.Say("300");
        first.WaitForLine("published 300");
        first.CloseInput();
        first.ShouldExit(0);
    }
}
