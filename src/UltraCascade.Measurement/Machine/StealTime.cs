using System.Diagnostics;
using System.Globalization;

namespace UltraCascade.Measurement.Machine;

/// <summary>Processor time that the hypervisor gave to others.</summary>
public static class StealTime
{
    private const int StealField = 8;

    // USER_HZ, as the kernel promises it to user space.
    private const double TicksPerSecond = 100;

    /// <summary>Share of one processor stolen during the next moments; null when the kernel does not say.</summary>
    public static double? Watch(int milliseconds, CancellationToken token)
    {
        Stopwatch watch = Stopwatch.StartNew();
        double? before = Ticks();
        token.WaitHandle.WaitOne(milliseconds);
        return (Ticks() - before) / TicksPerSecond / watch.Elapsed.TotalSeconds;
    }

    private static double? Ticks()
    {
        string[] fields = (KernelFile.Lines("/proc/stat").FirstOrDefault() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StealField && double.TryParse(fields[StealField], CultureInfo.InvariantCulture, out double ticks) ? ticks : null;
    }
}
