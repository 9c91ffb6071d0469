using System.Globalization;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Who this process is, in the three numbers that tell it from every other one: pid, start time (a pid is used again) and boot
/// (both are used again after a boot).
/// </summary>
internal static class ProcessIdentity
{
    private const int StartTimeField = 22;
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    internal static uint Pid { get; } = (uint)Environment.ProcessId;

    /// <summary>Clock ticks since boot; 0 when /proc does not say.</summary>
    internal static ulong StartTicks { get; } = StartTicksOf(Environment.ProcessId);

    internal static BootId BootId { get; } = ReadBootId();

    /// <summary>Start time of a process in clock ticks since boot; 0 when it does not live (or /proc is not readable).</summary>
    internal static ulong StartTicksOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");

            // The second field is the command in parentheses and may hold spaces and parentheses itself: count from the last one.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return ulong.Parse(fields[StartTimeField - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return 0;
        }
    }

    /// <summary>Whether a process of this number lives now.</summary>
    internal static bool Lives(int pid) => pid > 0 && Directory.Exists($"/proc/{pid}");

    private static BootId ReadBootId()
    {
        BootId id = default;
        try
        {
            // The hexadecimal digits in the order of the text, as the readers in C and Python take them.
            Convert.FromHexString(File.ReadAllText(BootIdFile).Trim().Replace("-", "", StringComparison.Ordinal)).CopyTo((Span<byte>)id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return default;
        }

        return id;
    }
}
