using System.Globalization;

namespace UltraCascade.Host.Doctor;

/// <summary>Shared memory, huge pages, limits.</summary>
internal static class MemoryChecks
{
    private const int LimitColumn = 26;

    public static IEnumerable<Finding> Run(MachineView machine)
    {
        yield return SharedMemory(machine);
        yield return MemoryLock(machine);
        yield return RealtimePriority(machine);
        yield return TransparentHugePages(machine);
        yield return SharedHugePages(machine);
        yield return HugePages(machine);
    }

    private static Finding SharedMemory(MachineView machine)
    {
        const string Id = "shared-memory";
        string wanted = Megabytes(machine.SharedMemoryNeededBytes) + " free for an engine of the configured sizes and one feed";
        if (machine.SharedMemoryFreeBytes is not { } free)
        {
            return Finding.Skipped(Id, "the directory's file system does not say", wanted);
        }

        return free >= machine.SharedMemoryNeededBytes
            ? Finding.Passed(Id, Megabytes(free) + " free", wanted)
            : new Finding(Id, Verdict.Fail, Megabytes(free) + " free", wanted, "mount -o remount,size=1g /dev/shm (docker: --shm-size=1g), or smaller Engine:HistorySlots", "the engine refuses to start");
    }

    private static Finding MemoryLock(MachineView machine)
    {
        const string Id = "memlock";
        string wanted = Megabytes(machine.SharedMemoryNeededBytes) + " or unlimited";
        string? limit = Limit(machine, "Max locked memory");
        if (limit is null)
        {
            return Finding.Skipped(Id, "the limit is not shown", wanted);
        }

        bool isEnough = limit == "unlimited" || (long.TryParse(limit, CultureInfo.InvariantCulture, out long bytes) && bytes >= machine.SharedMemoryNeededBytes);
        string found = long.TryParse(limit, CultureInfo.InvariantCulture, out long size) ? Megabytes(size) : limit;
        return isEnough
            ? Finding.Passed(Id, found, wanted)
            : new Finding(Id, Verdict.Warn, found, wanted, "LimitMEMLOCK=infinity in the unit, or ulimit -l unlimited", "Engine:LockMemory cannot keep the regions in RAM: a page may be swapped out");
    }

    private static Finding RealtimePriority(MachineView machine)
    {
        const string Id = "rtprio";
        const string Wanted = "above 0 where no processor is isolated";
        string? limit = Limit(machine, "Max realtime priority");
        return limit switch
        {
            null => Finding.Skipped(Id, "the limit is not shown", Wanted),
            "0" when machine.CpuList("/sys/devices/system/cpu/isolated").Count == 0 => new Finding(
                Id, Verdict.Warn, "0", Wanted, "isolate a processor, or LimitRTPRIO=1 and chrt -f 1 for the engine", "any other thread may take the engine's processor"),
            _ => Finding.Passed(Id, limit, Wanted),
        };
    }

    private static Finding TransparentHugePages(MachineView machine)
    {
        const string Id = "thp";
        const string Wanted = "madvise or never";
        string? found = machine.Choice("/sys/kernel/mm/transparent_hugepage/enabled");
        return found switch
        {
            null => Finding.Skipped(Id, "not shown", Wanted),
            "always" => new Finding(Id, Verdict.Warn, found, Wanted, "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled", "the kernel joins pages at moments of its own choice: pauses of the process"),
            _ => Finding.Passed(Id, found, Wanted),
        };
    }

    private static Finding SharedHugePages(MachineView machine)
    {
        const string Id = "thp-shared";
        const string Wanted = "advise or within_size, with /dev/shm mounted huge=within_size";
        string? found = machine.Choice("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
        return found switch
        {
            null => Finding.Skipped(Id, "not shown", Wanted),
            "never" or "deny" => new Finding(Id, Verdict.Warn, found, Wanted, "mount -o remount,huge=within_size /dev/shm", "regions of many MB in pages of 4 kB: more TLB misses with many instruments"),
            _ => Finding.Passed(Id, found, Wanted),
        };
    }

    private static Finding HugePages(MachineView machine)
    {
        const string Id = "hugepages";
        const string Wanted = "not needed: the regions are ordinary files";
        string? found = machine.Text("/proc/sys/vm/nr_hugepages");
        return found is null ? Finding.Skipped(Id, "not shown", Wanted) : Finding.Passed(Id, found + " reserved", Wanted);
    }

    // "Max locked memory         8388608              8388608              bytes": the soft limit is the second column.
    private static string? Limit(MachineView machine, string name) =>
        machine.Lines("/proc/self/limits")
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > LimitColumn)?[LimitColumn..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault();

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB");
}
