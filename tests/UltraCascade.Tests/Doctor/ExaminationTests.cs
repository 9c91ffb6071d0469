using System.Text.Json;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Doctor;

namespace UltraCascade.Tests.Doctor;

/// <summary>Each check must see the state that costs latency, and must not cry over a machine that merely says nothing.</summary>
internal sealed class ExaminationTests
{
    private MachineFolder _machine = null!;

    [SetUp]
    public void CreateMachine() => _machine = new MachineFolder();

    [TearDown]
    public void RemoveMachine() => _machine.Dispose();

    [Test]
    public void ShouldFindNothingOnATunedMachine()
    {
        Examination examination = Examination.Of(_machine.WithEverythingTuned().View());
        Assert.That(examination.Findings.Where(f => f.Verdict != Verdict.Pass), Is.Empty);
        Assert.That(examination.IsHealthy);
    }

    [Test]
    public void ShouldSkipWhatAMachineDoesNotShow()
    {
        string[] cannotBeTold = ["governor", "c-states", "smt-siblings", "numa", "steal", "clocksource", "shared-memory", "memlock", "rtprio", "thp", "thp-shared", "hugepages"];
        Examination examination = Examination.Of(_machine.View(steal: null, free: null));
        Assert.That(examination.Findings.Where(f => f.Verdict == Verdict.Skip).Select(f => f.Id), Is.SupersetOf(cannotBeTold));
        Assert.That(examination.Count(Verdict.Fail), Is.Zero);
    }

    [TestCase("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave", "governor", Verdict.Warn)]
    [TestCase("/sys/devices/system/cpu/cpu0/cpuidle/state0/latency", "133", "c-states", Verdict.Warn)]
    [TestCase("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0-1", "smt-siblings", Verdict.Warn)]
    [TestCase("/sys/devices/system/node/online", "0-1", "numa", Verdict.Warn)]
    [TestCase("/sys/devices/system/clocksource/clocksource0/current_clocksource", "kvm-clock", "clocksource", Verdict.Warn)]
    [TestCase("/sys/devices/system/clocksource/clocksource0/current_clocksource", "acpi_pm", "clocksource", Verdict.Fail)]
    [TestCase("/sys/devices/system/cpu/isolated", "", "isolcpus", Verdict.Warn)]
    [TestCase("/sys/devices/system/cpu/nohz_full", "(null)", "nohz-full", Verdict.Warn)]
    [TestCase("/proc/cmdline", "quiet", "rcu-nocbs", Verdict.Warn)]
    [TestCase("/proc/irq/24/effective_affinity_list", "0-1", "irq-affinity", Verdict.Warn)]
    [TestCase("/sys/fs/cgroup/engine/cpu.max", "150000 100000", "cgroup-quota", Verdict.Fail)]
    [TestCase("/sys/fs/cgroup/engine/cpu.max", "max 100000", "cgroup-quota", Verdict.Pass)]
    [TestCase("/sys/fs/cgroup/cpu.max", "50000 100000", "cgroup-quota", Verdict.Fail)]
    [TestCase("/proc/self/limits", "Max locked memory         8388608              8388608              bytes", "memlock", Verdict.Warn)]
    [TestCase("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never", "thp", Verdict.Warn)]
    [TestCase("/sys/kernel/mm/transparent_hugepage/shmem_enabled", "always within_size advise [never] deny force", "thp-shared", Verdict.Warn)]
    public void ShouldSeeOneThingOutOfTune(string path, string text, string id, Verdict verdict)
    {
        Finding finding = Find(_machine.WithEverythingTuned().With(path, text).View(), id);
        Assert.That(finding.Verdict, Is.EqualTo(verdict));
        Assert.That(finding.Fix.Length > 0 && finding.Effect.Length > 0, Is.EqualTo(verdict != Verdict.Pass), "whoever is warned is told what to do and why");
    }

    [Test]
    public void ShouldReadTheQuotaOfAnOlderControlGroup()
    {
        _machine.WithEverythingTuned()
            .With("/proc/self/cgroup", "3:cpu,cpuacct:/docker/x\n0::/")
            .With("/sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_quota_us", "100000")
            .With("/sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_period_us", "100000");
        Assert.That(Find(_machine.View(), "cgroup-quota").Found, Is.EqualTo("1 processors"));
    }

    [Test]
    public void ShouldFailWhenTheRegionsDoNotFit() =>
        Assert.That(Find(_machine.WithEverythingTuned().View(free: 1 << 20), "shared-memory").Verdict, Is.EqualTo(Verdict.Fail));

    [TestCase(0.01, Verdict.Warn)]
    [TestCase(0.3, Verdict.Fail)]
    public void ShouldSeeStolenTime(double share, Verdict verdict) =>
        Assert.That(Find(_machine.WithEverythingTuned().View(steal: share), "steal").Verdict, Is.EqualTo(verdict));

    [Test]
    public void ShouldHaveTheKeysThatScriptsRelyOn()
    {
        using JsonDocument document = JsonDocument.Parse(Examination.Of(_machine.View()).ToJson());
        JsonElement first = document.RootElement.GetProperty("checks")[0];
        Assert.That(first.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "id", "status", "found", "wanted", "fix", "effect" }));
        int total = new[] { "pass", "warn", "fail", "skip" }.Sum(verdict => document.RootElement.GetProperty(verdict).GetInt32());
        Assert.That(total, Is.EqualTo(document.RootElement.GetProperty("checks").GetArrayLength()));
    }

    [Test]
    public void ShouldNameEveryCheckOnce()
    {
        IEnumerable<string> ids = Examination.Of(_machine.View()).Findings.Select(f => f.Id);
        Assert.That(ids, Is.Unique);
    }

    [TestCase("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [TestCase("", new int[0])]
    [TestCase("5", new[] { 5 })]
    public void ShouldReadLists(string list, int[] cpus) => Assert.That(MachineView.ParseCpuList(list), Is.EqualTo(cpus));

    [Test]
    public void ShouldSayHowTheThreadsWouldRunAndWarnOfWhatIsNotDone()
    {
        _machine.WithEverythingTuned();
        Assert.That(Find(_machine.View(), "threads").Found, Does.StartWith("fused, busy-spin, pinned to 1"));
        EngineSettings greedy = new() { Topology = TopologyChoice.Parallel, WaitStrategy = WaitStrategyChoice.BusySpin };
        Assert.That(Find(_machine.View(engine: greedy), "threads").Verdict, Is.EqualTo(Verdict.Warn));
    }

    private static Finding Find(MachineView machine, string id) => Examination.Of(machine).Findings.Single(f => f.Id == id);
}
