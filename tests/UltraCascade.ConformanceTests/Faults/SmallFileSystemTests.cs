using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>A tmpfs that is too small is an error message at creation, not a SIGBUS at some later store, and leaves nothing behind.</summary>
internal sealed class SmallFileSystemTests
{
    private readonly ScratchInstance _place = new();

    [TearDown]
    public void Unmount()
    {
        using Peer unmount = new("umount", [_place.Root]);
        unmount.WaitForExit();
    }

    [OneTimeTearDown]
    public void Remove() => _place.Dispose();

    [TestCase("1m", TestName = "ShouldSayThatTheRingDoesNotFit")]
    [TestCase("8m", TestName = "ShouldSayThatTheSignalsDoNotFit")]
    public void ShouldSayWhatTheEngineNeeds(string size)
    {
        using ScratchInstance instance = Mount(size);
        using Peer engine = Programs.StartEngine(instance);
        Assert.That(engine.ShouldExit(1).Errors, Does.Contain(" bytes").And.Contain(" free").And.Contain("--dir").And.Not.Contain("   at "));
        Assert.That(Directory.EnumerateFiles(instance.Paths.Directory, "*.tmp-*"), Is.Empty);
    }

    [Test]
    public void ShouldSayWhatAFeedNeeds([Values(Language.CSharp, Language.C)] Language language)
    {
        using ScratchInstance instance = Mount("1m");
        using Peer feeder = Programs.FeedWriter(language, instance, 1);
        Assert.That(feeder.ShouldExit(1).Errors, Does.Contain(language == Language.C ? "not enough space" : " bytes"));
        Assert.That(Directory.EnumerateFiles(instance.Paths.Directory, "*.tmp-*"), Is.Empty);
    }

    private ScratchInstance Mount(string size)
    {
        if (!UnixSignal.IsRoot)
        {
            Assert.Ignore("Only root may mount a small tmpfs.");
        }

        using Peer mount = new("mount", ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", _place.Root]);
        if (mount.WaitForExit() != 0)
        {
            Assert.Ignore($"A tmpfs cannot be mounted here: {mount.Errors}");
        }

        return new ScratchInstance(_place.Root);
    }
}
