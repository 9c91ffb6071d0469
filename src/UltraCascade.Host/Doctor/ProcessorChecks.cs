using System.Globalization;

namespace UltraCascade.Host.Doctor;

/// <summary>Frequency, idle states, siblings, topology, vectors.</summary>
internal static class ProcessorChecks
{
    private const string CpuFolder = "/sys/devices/system/cpu/";
    private const int DeepIdleMicroseconds = 10;
    private const int WantedSimdBits = 256;
    private const int CpusForOneEngine = 2;
    private const double StealWarns = 0.001;
    private const double StealFails = 0.05;

    public static IEnumerable<Finding> Run(MachineView machine)
    {
        yield return Cpus(machine);
        yield return Governor(machine);
        yield return IdleStates(machine);
        yield return Siblings(machine);
        yield return Numa(machine);
        yield return Simd(machine);
        yield return Steal(machine);
    }

    private static Finding Cpus(MachineView machine)
    {
        const string Id = "cpus";
        const string Wanted = "two or more for a spinning engine and a spinning reader";
        string found = string.Create(CultureInfo.InvariantCulture, $"{machine.UsableCpus.Count} usable");
        return machine.UsableCpus.Count >= CpusForOneEngine
            ? Finding.Passed(Id, found, Wanted)
            : new Finding(Id, Verdict.Warn, found, Wanted, "widen the affinity (taskset, cpuset) or use --wait adaptive", "engine and readers take turns: latencies of milliseconds");
    }

    private static Finding Governor(MachineView machine)
    {
        const string Id = "governor";
        const string Wanted = "performance";
        string[] governors = [.. machine.UsableCpus
            .Select(cpu => machine.Text(string.Create(CultureInfo.InvariantCulture, $"{CpuFolder}cpu{cpu}/cpufreq/scaling_governor")))
            .OfType<string>()
            .Distinct()];
        if (governors.Length == 0)
        {
            return Finding.Skipped(Id, "no cpufreq here (usual in a virtual machine)", Wanted);
        }

        string found = string.Join(", ", governors);
        return found == Wanted
            ? Finding.Passed(Id, found, Wanted)
            : new Finding(Id, Verdict.Warn, found, Wanted, "cpupower frequency-set -g performance", "the first events after a quiet time meet a slow clock");
    }

    private static Finding IdleStates(MachineView machine)
    {
        const string Id = "c-states";
        const string Wanted = "no state that takes more than 10 µs to leave";
        string folder = CpuFolder + "cpu0/cpuidle/";
        List<string> deep = [];
        IReadOnlyList<string> states = machine.Entries(folder);
        foreach (string state in states)
        {
            bool isEnabled = machine.Text($"{folder}{state}/disable") is null or "0";
            if (isEnabled && int.TryParse(machine.Text($"{folder}{state}/latency"), CultureInfo.InvariantCulture, out int latency) && latency > DeepIdleMicroseconds)
            {
                deep.Add(string.Create(CultureInfo.InvariantCulture, $"{machine.Text($"{folder}{state}/name") ?? state} {latency} µs"));
            }
        }

        if (states.Count == 0)
        {
            return Finding.Skipped(Id, "no cpuidle here", Wanted);
        }

        return deep.Count == 0
            ? Finding.Passed(Id, string.Create(CultureInfo.InvariantCulture, $"{states.Count} states, none deep"), Wanted)
            : new Finding(Id, Verdict.Warn, string.Join(", ", deep), Wanted, "cpupower idle-set -D 10, or intel_idle.max_cstate=1 processor.max_cstate=1 at boot", "a reader that sleeps is woken that much later; spinning threads do not care");
    }

    private static Finding Siblings(MachineView machine)
    {
        const string Id = "smt-siblings";
        const string Wanted = "the engine's core without a busy sibling";
        int paired = machine.UsableCpus.Count(cpu =>
            machine.CpuList(string.Create(CultureInfo.InvariantCulture, $"{CpuFolder}cpu{cpu}/topology/thread_siblings_list")).Count > 1);
        if (machine.Text(CpuFolder + "smt/active") is null && paired == 0)
        {
            return Finding.Skipped(Id, "the topology is not shown", Wanted);
        }

        return paired == 0
            ? Finding.Passed(Id, "no two usable processors share a core", Wanted)
            : new Finding(Id, Verdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{paired} usable processors share a core with another"), Wanted,
                "pin with Engine:Cpus to one thread of a core and leave its sibling idle, or echo off > /sys/devices/system/cpu/smt/control", "two spinning threads on one core have half of it each");
    }

    private static Finding Numa(MachineView machine)
    {
        const string Id = "numa";
        const string Wanted = "engine, feeds and readers on one node";
        int nodes = machine.CpuList("/sys/devices/system/node/online").Count;
        return nodes switch
        {
            0 => Finding.Skipped(Id, "the nodes are not shown", Wanted),
            1 => Finding.Passed(Id, "one node", Wanted),
            _ => new Finding(Id, Verdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes"), Wanted,
                "numactl --cpunodebind=0 --membind=0 for engine and readers", "a cache line from another node takes two to three times as long"),
        };
    }

    private static Finding Simd(MachineView machine)
    {
        const string Id = "simd";
        const string Wanted = "256 bits or more";
        string found = string.Create(CultureInfo.InvariantCulture, $"{machine.SimdBits} bits");
        return machine.SimdBits >= WantedSimdBits
            ? Finding.Passed(Id, found, Wanted)
            : new Finding(Id, Verdict.Warn, found, Wanted, "a machine type with AVX2, and no DOTNET_EnableAVX2=0 in the environment", "windows and correlation take two to four times as long; the signals are the same");
    }

    private static Finding Steal(MachineView machine)
    {
        const string Id = "steal";
        const string Wanted = "none";
        if (machine.StealShare is not { } share)
        {
            return Finding.Skipped(Id, "not watched", Wanted);
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"{share:P1} of a processor");
        return share < StealWarns
            ? Finding.Passed(Id, found, Wanted)
            : new Finding(Id, share < StealFails ? Verdict.Warn : Verdict.Fail, found, Wanted, "a machine type with processors of its own", "the hypervisor stops the engine for milliseconds at a time");
    }
}
