using UltraCascade.Host.Threads;
using UltraCascade.Tests.Doctor;

namespace UltraCascade.Tests.Threads;

/// <summary>The facts behind a plan must come out of the files of either version of control groups.</summary>
internal sealed class ProcessorsTests
{
    private MachineFolder _machine = null!;

    [SetUp]
    public void CreateMachine() => _machine = new MachineFolder();

    [TearDown]
    public void RemoveMachine() => _machine.Dispose();

    [Test]
    public void ShouldKeepOnlyTheIsolatedProcessorsThatThisProcessMayUse()
    {
        _machine.With("/sys/devices/system/cpu/isolated", "1,6-7").With("/sys/devices/system/cpu/online", "0-7");
        Processors read = Read(0, 1, 2, 3);
        Assert.That(read.Isolated, Is.EqualTo(new[] { 1 }));
        Assert.That(read.Online, Is.EqualTo(8));
    }

    [TestCase("0::/engine", "/sys/fs/cgroup/engine/cpuset.cpus.partition", "isolated", true)]
    [TestCase("0::/engine", "/sys/fs/cgroup/engine/cpuset.cpus.partition", "member", false)]
    [TestCase("0::/engine", "/sys/fs/cgroup/engine/cpuset.cpus.partition", "root invalid (Cpu list in cpuset.cpus not exclusive)", false)]
    [TestCase("4:cpuset:/engine", "/sys/fs/cgroup/cpuset/engine/cpuset.cpu_exclusive", "1", true)]
    [TestCase("4:cpuset:/", "/sys/fs/cgroup/cpuset/cpuset.cpu_exclusive", "1", false)]
    public void ShouldKnowAControlGroupsOwnProcessors(string membership, string path, string text, bool areOwn)
    {
        _machine.With("/proc/self/cgroup", membership).With(path, text);
        Assert.That(Read(0, 1).AreOwn, Is.EqualTo(areOwn));
    }

    [TestCase("0::/a/b", "/sys/fs/cgroup/a/cpu.max", "150000 100000")]
    [TestCase("3:cpu,cpuacct:/a/b", "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "150000")]
    public void ShouldFindTheQuotaOfAGroupAbove(string membership, string path, string text)
    {
        _machine.With("/proc/self/cgroup", membership).With(path, text).With("/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000");
        Assert.That(Read(0, 1).Quota, Is.EqualTo(1.5));
    }

    [Test]
    public void ShouldBearAMachineThatShowsNothing()
    {
        Processors read = Read(0, 1);
        Assert.That((read.Online, read.Quota, read.AreOwn, read.Isolated.Count), Is.EqualTo((2, (double?)null, false, 0)));
    }

    private Processors Read(params int[] usable) => Processors.Read(_machine.View(), usable);
}
