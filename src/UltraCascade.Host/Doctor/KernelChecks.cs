using System.Globalization;

namespace UltraCascade.Host.Doctor;

/// <summary>Clock, isolated processors, interrupts, quota.</summary>
internal static class KernelChecks
{
    private const string IsolationFix = "isolcpus=managed_irq,domain,2-3 nohz_full=2-3 rcu_nocbs=2-3 at boot, then Engine:Cpus in that range";

    public static IEnumerable<Finding> Run(MachineView machine)
    {
        yield return ClockSource(machine);
        yield return Isolated(machine);
        yield return Quiet(machine, "nohz-full", "/sys/devices/system/cpu/nohz_full", "nohz_full=", "the timer interrupts the engine hundreds of times a second");
        yield return Quiet(machine, "rcu-nocbs", null, "rcu_nocbs=", "the kernel's own clean-up runs on the engine's processor");
        yield return Interrupts(machine);
        yield return Quota(machine);
    }

    private static Finding ClockSource(MachineView machine)
    {
        const string Id = "clocksource";
        const string Wanted = "tsc (or arch_sys_counter)";
        string? found = machine.Text("/sys/devices/system/clocksource/clocksource0/current_clocksource");
        return found switch
        {
            null => Finding.Skipped(Id, "not shown", Wanted),
            "tsc" or "arch_sys_counter" => Finding.Passed(Id, found, Wanted),
            "kvm-clock" or "hyperv_clocksource_tsc_page" => new Finding(Id, Verdict.Warn, found, Wanted, "echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource, if the host keeps it stable", "a reading of the clock takes about 50 ns instead of 25"),
            _ => new Finding(Id, Verdict.Fail, found, Wanted, "clocksource=tsc tsc=reliable at boot, if the processor has an invariant one", "every reading of the clock is a system call: microseconds for each event"),
        };
    }

    private static Finding Isolated(MachineView machine)
    {
        const string Id = "isolcpus";
        const string Wanted = "the engine's processors isolated";
        IReadOnlyList<int> isolated = machine.CpuList("/sys/devices/system/cpu/isolated");
        return isolated.Count > 0
            ? Finding.Passed(Id, string.Join(",", isolated), Wanted)
            : new Finding(Id, Verdict.Warn, "none", Wanted, IsolationFix, "the scheduler puts other threads on the engine's processor: tails of milliseconds");
    }

    private static Finding Quiet(MachineView machine, string id, string? file, string argument, string effect)
    {
        string? list = file is null ? null : machine.Text(file);
        if (string.IsNullOrEmpty(list) || list == "(null)")
        {
            list = (machine.Text("/proc/cmdline") ?? "").Split(' ').FirstOrDefault(word => word.StartsWith(argument, StringComparison.Ordinal))?[argument.Length..];
        }

        const string Wanted = "the engine's processors";
        return string.IsNullOrEmpty(list)
            ? new Finding(id, Verdict.Warn, "none", Wanted, IsolationFix, effect)
            : Finding.Passed(id, list, Wanted);
    }

    // Only where processors are isolated can an interrupt be on the wrong one.
    private static Finding Interrupts(MachineView machine)
    {
        const string Id = "irq-affinity";
        const string Wanted = "no device interrupt on an isolated processor";
        IReadOnlyList<int> isolated = machine.CpuList("/sys/devices/system/cpu/isolated");
        if (isolated.Count == 0)
        {
            return Finding.Skipped(Id, "no processor is isolated", Wanted);
        }

        string[] wrong = [.. machine.Entries("/proc/irq")
            .Where(irq => machine.CpuList($"/proc/irq/{irq}/effective_affinity_list").Intersect(isolated).Any())];
        return wrong.Length == 0
            ? Finding.Passed(Id, "none", Wanted)
            : new Finding(Id, Verdict.Warn, "interrupts " + string.Join(", ", wrong), Wanted,
                "stop irqbalance (or give it IRQBALANCE_BANNED_CPULIST) and write the other processors to /proc/irq/N/smp_affinity_list", "each interrupt takes some microseconds from the engine");
    }

    private static Finding Quota(MachineView machine)
    {
        const string Id = "cgroup-quota";
        const string Wanted = "no quota, or one of at least the spinning threads";
        double? cpus = QuotaOf(machine);
        if (cpus is not { } quota)
        {
            return Finding.Passed(Id, "none", Wanted);
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"{quota:0.##} processors");
        return quota >= 2
            ? Finding.Passed(Id, found, Wanted)
            : new Finding(Id, Verdict.Fail, found, Wanted, "raise cpu.max of the control group (docker: --cpus), or use --wait adaptive", "a spinning engine uses its quota up and is stopped for the rest of every period: up to 100 ms");
    }

    // The smallest quota on the way from the process's group to the root counts.
    private static double? QuotaOf(MachineView machine)
    {
        double? smallest = null;
        foreach (string line in machine.Lines("/proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3 || !(parts[1].Length == 0 || parts[1].Split(',').Contains("cpu")))
            {
                continue;
            }

            string root = parts[1].Length == 0 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/" + parts[1];
            for (string group = parts[2].TrimEnd('/'); ; group = group[..Math.Max(0, group.LastIndexOf('/'))])
            {
                double? here = parts[1].Length == 0 ? CpuMax(machine, root + group) : CfsQuota(machine, root + group);
                smallest = here is null ? smallest : Math.Min(here.Value, smallest ?? double.MaxValue);
                if (group.Length == 0)
                {
                    break;
                }
            }
        }

        return smallest;
    }

    private static double? CpuMax(MachineView machine, string folder)
    {
        string[] words = (machine.Text(folder + "/cpu.max") ?? "max").Split(' ');
        return words.Length == 2 ? Share(words[0], words[1]) : null;
    }

    private static double? CfsQuota(MachineView machine, string folder) =>
        Share(machine.Text(folder + "/cpu.cfs_quota_us"), machine.Text(folder + "/cpu.cfs_period_us"));

    private static double? Share(string? quota, string? period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out double q) && double.TryParse(period, CultureInfo.InvariantCulture, out double p) && q > 0 && p > 0
            ? q / p
            : null;
}
