using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Machine;

/// <summary>Reads the fingerprint of this machine from /proc and /sys.</summary>
public static class FingerprintReader
{
    private const int ClockReadings = 20_000;

    /// <summary>Reads it now.</summary>
    public static Fingerprint Read()
    {
        string[] cpuInfo = KernelFile.Lines("/proc/cpuinfo");
        return new Fingerprint
        {
            Cpu = Field(cpuInfo, "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Cpus = Math.Max(1, cpuInfo.Count(line => line.StartsWith("processor", StringComparison.Ordinal))),
            UsableCpus = ThreadPinning.UsableCpus().Length,
            SimdBits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
            Governor = KernelFile.Text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") ?? "none",
            ClockSource = KernelFile.Text("/sys/devices/system/clocksource/clocksource0/current_clocksource") ?? "unknown",
            Kernel = KernelFile.Text("/proc/sys/kernel/osrelease") ?? "unknown",
            IsVirtual = (Field(cpuInfo, "flags") ?? "").Split(' ').Contains("hypervisor"),
            Runtime = RuntimeInformation.FrameworkDescription,
            ShmemHugePages = KernelFile.Choice("/sys/kernel/mm/transparent_hugepage/shmem_enabled") ?? "unknown",
            Load = Load(),
            ClockNs = ClockCost(),
        };
    }

    private static double Load() =>
        double.TryParse((KernelFile.Text("/proc/loadavg") ?? "").Split(' ')[0], CultureInfo.InvariantCulture, out double load) ? load : double.NaN;

    private static double ClockCost()
    {
        double best = double.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long begin = MonotonicClock.NowNs();
            for (int i = 1; i < ClockReadings; i++)
            {
                _ = MonotonicClock.NowNs();
            }

            best = Math.Min(best, (double)(MonotonicClock.NowNs() - begin) / ClockReadings);
        }

        return best;
    }

    private static string? Field(string[] lines, string name)
    {
        string? line = lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        int colon = line?.IndexOf(':') ?? -1;
        return colon > 0 ? line![(colon + 1)..].Trim() : null;
    }
}
