using System.Globalization;
using UltraCascade.Host.Threads;

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
        double? cpus = ControlGroup.QuotaCpus(machine);
        if (cpus is not { } quota)
        {
            return Finding.Passed(Id, "none", Wanted);
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"{quota:0.##} processors");
        return quota >= 2
            ? Finding.Passed(Id, found, Wanted)
            : new Finding(Id, Verdict.Fail, found, Wanted, "raise cpu.max of the control group (docker: --cpus), or use --wait adaptive", "a spinning engine uses its quota up and is stopped for the rest of every period: up to 100 ms");
    }
}
