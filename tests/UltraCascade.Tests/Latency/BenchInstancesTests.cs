using System.Diagnostics;
using UltraCascade.Measurement.Path;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.Latency;

/// <summary>A run that was killed must not leave its shared memory for ever, and nobody else's may be touched.</summary>
internal sealed class BenchInstancesTests
{
    private string _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("uc-bench-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void ShouldRemoveOnlyWhatARunLeftWhoseProcessIsGone()
    {
        int gone = PidOfAnEndedProcess();
        string left = Make($"bench-{gone}-path");
        string[] stay = [Make($"bench-{Environment.ProcessId}-path"), Make("bench-mark"), Make("bench-x-path"), Make("default")];

        Assert.That(BenchInstances.RemoveLeftovers(_directory), Is.EqualTo(1));

        Assert.That(Directory.GetDirectories(_directory), Is.EquivalentTo(stay).And.Not.Contains(left));
    }

    [Test]
    public void ShouldLeaveAnInstanceThatAnEngineStillHolds()
    {
        InstancePaths paths = new(_directory, $"bench-{PidOfAnEndedProcess()}-path");
        paths.EnsureDirectory();
        using InstanceLock held = InstanceLock.Acquire(paths);

        Assert.That(BenchInstances.RemoveLeftovers(_directory), Is.Zero);
        Assert.That(Directory.Exists(paths.Directory));
    }

    [Test]
    public void ShouldBearADirectoryThatIsNotThere() =>
        Assert.That(BenchInstances.RemoveLeftovers(Path.Join(_directory, "none")), Is.Zero);

    private string Make(string name)
    {
        InstancePaths paths = new(_directory, name);
        paths.EnsureDirectory();
        File.WriteAllText(Path.Join(paths.Directory, "ring"), "");
        return paths.Directory;
    }

    private static int PidOfAnEndedProcess()
    {
        using Process process = Process.Start("/bin/sh", "-c true");
        process.WaitForExit();
        return process.Id;
    }
}
