using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Threads;

/// <summary>The processors as far as they decide about threads.</summary>
internal sealed record Processors
{
    private static readonly Lazy<Processors> s_here = new(() => Read(new KernelTree(), ThreadPinning.UsableCpus()));

    /// <summary>Processors that this process may use (sched_getaffinity), ascending.</summary>
    public required IReadOnlyList<int> Usable { get; init; }

    /// <summary>Processors that are running in this machine, whoever may use them.</summary>
    public required int Online { get; init; }

    /// <summary>Processors' worth of time that the control groups grant; null = no limit.</summary>
    public double? Quota { get; init; }

    /// <summary>Usable ones that the scheduler puts nothing on by itself (isolcpus, or an isolated partition).</summary>
    public IReadOnlyList<int> Isolated { get; init; } = [];

    /// <summary>Whether the usable ones belong to this process's control group alone.</summary>
    public bool AreOwn { get; init; }

    /// <summary>
    /// Those of this process, as they were when first asked for: a thread that is pinned later would see only its own.
    /// </summary>
    public static Processors Here => s_here.Value;

    /// <summary>Reads what the kernel shows.</summary>
    public static Processors Read(KernelTree kernel, IReadOnlyList<int> usable)
    {
        int online = kernel.CpuList("/sys/devices/system/cpu/online").Count;
        return new Processors
        {
            Usable = usable,
            Online = Math.Max(online, usable.Count),
            Quota = ControlGroup.QuotaCpus(kernel),
            Isolated = [.. kernel.CpuList("/sys/devices/system/cpu/isolated").Intersect(usable)],
            AreOwn = ControlGroup.HasCpusOfItsOwn(kernel),
        };
    }
}
