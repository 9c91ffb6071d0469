using UltraCascade.Host.Configuration;
using UltraCascade.Host.Engine;
using UltraCascade.Host.Threads;

namespace UltraCascade.Tests.Host;

/// <summary>The warm-up must run the whole engine and leave nothing behind: it is not part of anybody's history.</summary>
internal sealed class WarmUpTests
{
    private string _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("uc-warm-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase(EngineMode.Live, TopologyChoice.Fused)]
    [TestCase(EngineMode.Replay, TopologyChoice.Fused)]
    [TestCase(EngineMode.Live, TopologyChoice.Parallel)]
    public void ShouldRunTheWholeEngineAndLeaveNoFile(EngineMode mode, TopologyChoice topology)
    {
        EngineSettings settings = new() { Directory = _directory, Mode = mode, Topology = topology, Pinning = PinningChoice.None };
        int beats = 0;

        WarmUpOutcome outcome = new WarmUp(settings, Plan(settings)).Run(() => beats++, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(outcome.Fault, Is.Null, "the made-up stream must not break the engine");
            Assert.That(outcome.Records, Is.GreaterThan(256), "one look's worth is not a warm-up");
            Assert.That(outcome.Signals, Is.GreaterThan(0), "the path ends at a published signal");
            Assert.That(beats, Is.GreaterThan(0), "the real regions must not look dead meanwhile");
            Assert.That(Directory.GetFileSystemEntries(_directory), Is.Empty);
        }
    }

    [Test]
    public void ShouldBeLeftOutWhereItCannotWrite()
    {
        string file = Path.Join(_directory, "file");
        File.WriteAllText(file, "");
        EngineSettings settings = new() { Directory = file };

        WarmUpOutcome outcome = new WarmUp(settings, Plan(settings)).Run(() => { }, CancellationToken.None);

        Assert.That(outcome.Records, Is.Zero);
        Assert.That(outcome.ToString(), Does.StartWith("left out"));
    }

    [Test]
    public void ShouldEndAtOnceWhenTheEngineIsToldToStop()
    {
        EngineSettings settings = new() { Directory = _directory };
        using CancellationTokenSource stopped = new();
        stopped.Cancel();

        Assert.That(new WarmUp(settings, Plan(settings)).Run(() => { }, stopped.Token).Records, Is.Zero);
    }

    [TestCase(WarmUpChoice.Auto, EngineMode.Live, true)]
    [TestCase(WarmUpChoice.Auto, EngineMode.Replay, false)]
    [TestCase(WarmUpChoice.On, EngineMode.Replay, true)]
    [TestCase(WarmUpChoice.Off, EngineMode.Live, false)]
    public void ShouldBeWantedWhereAFirstEventMatters(WarmUpChoice choice, EngineMode mode, bool isWanted) =>
        Assert.That(WarmUp.IsWanted(new EngineSettings { WarmUp = choice, Mode = mode }), Is.EqualTo(isWanted));

    private static ThreadPlan Plan(EngineSettings settings) => ThreadPlanner.Plan(settings, Processors.Here);
}
