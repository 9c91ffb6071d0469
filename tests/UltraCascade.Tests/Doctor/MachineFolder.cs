using UltraCascade.Host.Configuration;
using UltraCascade.Host.Doctor;

namespace UltraCascade.Tests.Doctor;

/// <summary>A machine made of files, so that every state a kernel can be in can be shown to the checks.</summary>
internal sealed class MachineFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("uc-machine-");

    public string Root => _root.FullName;

    public MachineFolder With(string path, string text)
    {
        string full = Path.Join(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text + "\n");
        return this;
    }

    /// <summary>Every setting as a low-latency host has it.</summary>
    public MachineFolder WithEverythingTuned() => this
        .With("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance")
        .With("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance")
        .With("/sys/devices/system/cpu/cpu0/cpuidle/state0/name", "POLL")
        .With("/sys/devices/system/cpu/cpu0/cpuidle/state0/latency", "0")
        .With("/sys/devices/system/cpu/smt/active", "0")
        .With("/sys/devices/system/cpu/isolated", "1")
        .With("/sys/devices/system/cpu/nohz_full", "1")
        .With("/sys/devices/system/node/online", "0")
        .With("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc")
        .With("/proc/cmdline", "quiet rcu_nocbs=1")
        .With("/proc/irq/24/effective_affinity_list", "0")
        .With("/proc/self/limits", "Max locked memory         unlimited            unlimited            bytes\nMax realtime priority     1                    1                    ")
        .With("/proc/self/cgroup", "0::/engine")
        .With("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never")
        .With("/sys/kernel/mm/transparent_hugepage/shmem_enabled", "always [within_size] advise never deny force")
        .With("/proc/sys/vm/nr_hugepages", "0");

    public MachineView View(double? steal = 0, long? free = 1L << 30, EngineSettings? engine = null) => new(Root)
    {
        Engine = engine ?? new EngineSettings(),
        UsableCpus = [0, 1],
        SimdBits = 512,
        SharedMemoryFreeBytes = free,
        SharedMemoryNeededBytes = 64 << 20,
        StealShare = steal,
    };

    public void Dispose() => _root.Delete(recursive: true);
}
