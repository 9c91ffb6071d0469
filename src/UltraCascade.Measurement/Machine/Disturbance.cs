using System.Globalization;

namespace UltraCascade.Measurement.Machine;

/// <summary>
/// What else the machine did during a stretch of the run: processor time that went to others, time the hypervisor took, and how often
/// a thread of the run was put off its processor although it wanted to go on.
/// </summary>
/// <param name="ElapsedSeconds">Length of the stretch.</param>
/// <param name="ForeignShare">Processor time of other processes, as a share of one processor.</param>
/// <param name="StealShare">Time stolen by the hypervisor, as a share of one processor.</param>
/// <param name="Preemptions">Involuntary context switches of the measuring threads and of the engine.</param>
public readonly record struct Disturbance(double ElapsedSeconds, double ForeignShare, double StealShare, long Preemptions);

/// <summary>Counters of the kernel at one moment; two of them make a <see cref="Disturbance"/>.</summary>
internal sealed class DisturbanceMark
{
    /// <summary>Name of the counter of involuntary context switches in a thread's status.</summary>
    public const string PreemptionCounter = "nonvoluntary_ctxt_switches:";

    // USER_HZ, which the kernel promises to user space whatever its own tick is.
    private const double TicksPerSecond = 100;

    private readonly long _nowMs = Environment.TickCount64;
    private readonly double _busyTicks;
    private readonly double _stealTicks;
    private readonly double _ownTicks;
    private readonly long _preemptions;

    private DisturbanceMark(double busyTicks, double stealTicks, double ownTicks, long preemptions)
    {
        _busyTicks = busyTicks;
        _stealTicks = stealTicks;
        _ownTicks = ownTicks;
        _preemptions = preemptions;
    }

    /// <summary>
    /// Reads the counters of the machine, of this process with its measuring threads, and of the engines that belong to the run; those
    /// must live until the second reading.
    /// </summary>
    public static DisturbanceMark Take(PinnedPair pair, params ReadOnlySpan<int> enginePids)
    {
        string[] cpu = (KernelFile.Lines("/proc/stat").FirstOrDefault() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double busy = Number(cpu, 1) + Number(cpu, 2) + Number(cpu, 3) + Number(cpu, 6) + Number(cpu, 7);
        double own = TicksOf(Environment.ProcessId);
        long preemptions = pair.Preemptions;
        foreach (int pid in enginePids)
        {
            own += TicksOf(pid);
            preemptions += PreemptionsOf(pid);
        }

        return new DisturbanceMark(busy, Number(cpu, 8), own, preemptions);
    }

    /// <summary>What happened from <paramref name="begin"/> to this moment.</summary>
    public Disturbance Since(DisturbanceMark begin)
    {
        double seconds = Math.Max(1, _nowMs - begin._nowMs) / 1000.0;
        double foreign = Math.Max(0, _busyTicks - begin._busyTicks - (_ownTicks - begin._ownTicks)) / TicksPerSecond;
        return new Disturbance(
            seconds, foreign / seconds, (_stealTicks - begin._stealTicks) / TicksPerSecond / seconds, _preemptions - begin._preemptions);
    }

    // utime and stime: fields 14 and 15, counted behind the command, which may hold spaces.
    private static double TicksOf(int pid)
    {
        string stat = KernelFile.Text($"/proc/{pid}/stat") ?? "";
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Number(fields, 11) + Number(fields, 12);
    }

    private static long PreemptionsOf(int pid)
    {
        string tasks = $"/proc/{pid}/task";
        return Directory.Exists(tasks)
            ? Directory.EnumerateDirectories(tasks).Sum(task => KernelFile.Counter(task + "/status", PreemptionCounter))
            : 0;
    }

    private static double Number(string[] fields, int index) =>
        index < fields.Length && double.TryParse(fields[index], CultureInfo.InvariantCulture, out double value) ? value : 0;
}
