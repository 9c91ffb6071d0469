using System.Globalization;

namespace UltraCascade.Host.Threads;

/// <summary>What the control groups of this process say about processors, versions 2 and 1 alike.</summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>
    /// Processors' worth of time in each period: the smallest quota on the way from the process's group to the root counts
    /// (cpu.max, or cpu.cfs_quota_us over cpu.cfs_period_us). Null when nothing limits it.
    /// </summary>
    public static double? QuotaCpus(KernelTree machine)
    {
        double? smallest = null;
        foreach ((bool isUnified, string root, string group) in Memberships(machine, "cpu"))
        {
            for (string at = group; ; at = at[..Math.Max(0, at.LastIndexOf('/'))])
            {
                double? here = isUnified ? CpuMax(machine, root + at) : CfsQuota(machine, root + at);
                smallest = here is null ? smallest : Math.Min(here.Value, smallest ?? double.MaxValue);
                if (at.Length == 0)
                {
                    break;
                }
            }
        }

        return smallest;
    }

    /// <summary>
    /// Whether the kernel keeps other groups off this group's processors: a partition of its own in version 2, cpu_exclusive in
    /// version 1. The root group, which says the same of itself, is nobody's own.
    /// </summary>
    public static bool HasCpusOfItsOwn(KernelTree machine)
    {
        foreach ((bool isUnified, string root, string group) in Memberships(machine, "cpuset"))
        {
            if (group.Length > 0
                && (isUnified
                    ? machine.Text(root + group + "/cpuset.cpus.partition") is "root" or "isolated"
                    : machine.Text(root + group + "/cpuset.cpu_exclusive") == "1"))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(bool IsUnified, string Root, string Group)> Memberships(KernelTree machine, string controller)
    {
        foreach (string line in machine.Lines("/proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length == 3 && (parts[1].Length == 0 || parts[1].Split(',').Contains(controller)))
            {
                yield return (parts[1].Length == 0, parts[1].Length == 0 ? Root : $"{Root}/{parts[1]}", parts[2].TrimEnd('/'));
            }
        }
    }

    private static double? CpuMax(KernelTree machine, string folder)
    {
        string[] words = (machine.Text(folder + "/cpu.max") ?? "max").Split(' ');
        return words.Length == 2 ? Share(words[0], words[1]) : null;
    }

    private static double? CfsQuota(KernelTree machine, string folder) =>
        Share(machine.Text(folder + "/cpu.cfs_quota_us"), machine.Text(folder + "/cpu.cfs_period_us"));

    private static double? Share(string? quota, string? period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out double q) && double.TryParse(period, CultureInfo.InvariantCulture, out double p) && q > 0 && p > 0
            ? q / p
            : null;
}
