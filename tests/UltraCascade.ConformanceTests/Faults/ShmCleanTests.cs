using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>`shm clean` takes nothing away from anybody who lives, and nothing that is not its own.</summary>
internal sealed class ShmCleanTests
{
    private readonly ScratchInstance _instance = new();

    [SetUp]
    public void MakeInstance() => _instance.Paths.EnsureDirectory();

    [OneTimeTearDown]
    public void RemoveInstance() => _instance.Dispose();

    [Test]
    public void ShouldRefuseWhileAFeederIsAliveEvenWhenItIsStopped([Values(Language.CSharp, Language.C)] Language language)
    {
        using Peer feeder = Programs.FeedWriter(language, _instance, 10);
        feeder.WaitForLine("published");
        Clean(1, $"is held by process {feeder.Pid}");
        feeder.Signal(UnixSignal.Stop);
        Clean(1, $"is held by process {feeder.Pid}");
        feeder.Signal(UnixSignal.Continue);
        feeder.KillHard();
        Clean(0, "Removed");
        Assert.That(_instance.Paths.FeedNames(), Is.Empty);
    }

    [Test]
    public void ShouldRemoveRegionsOnly()
    {
        string stranger = Path.Combine(_instance.Paths.Directory, "notes.txt");
        File.WriteAllText(stranger, "mine");
        string unfinished = _instance.Paths.Feed("x") + ".tmp-1";
        File.WriteAllText(unfinished, "");
        Clean(0, "Removed 1 file");
        Assert.That((File.Exists(stranger), File.Exists(unfinished)), Is.EqualTo((true, false)));
    }

    [Test]
    public void ShouldNotFollowALinkInThePlaceOfTheInstance()
    {
        string target = Directory.CreateDirectory(_instance.File("elsewhere")).FullName;
        string precious = Path.Combine(target, "ring");
        File.WriteAllText(precious, "mine");
        _ = Directory.CreateSymbolicLink(_instance.File("alias"), target);
        using Peer clean = Programs.UltraCascade(["shm", "clean", "--yes", "--dir", _instance.Root, "--instance", "alias"]);
        clean.ShouldExit(1);
        Assert.That(clean.Errors, Does.Contain("symbolic link"));
        Assert.That(File.Exists(precious), Is.True);
    }

    private void Clean(int exitCode, string says)
    {
        using Peer clean = Programs.UltraCascade(["shm", "clean", "--yes", .. _instance.Options]);
        clean.ShouldExit(exitCode);
        Assert.That(clean.Errors, Does.Contain(says));
    }
}
