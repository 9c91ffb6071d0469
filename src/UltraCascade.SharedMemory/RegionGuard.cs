namespace UltraCascade.SharedMemory;

/// <summary>
/// Keeps a process alive that reads a region which somebody cuts short. Nothing of UltraCascade ever makes a file shorter (files are replaced
/// by renaming), but any program with the right to write may; a load behind the new end is then a SIGBUS, which ends a process. With the guard on,
/// the whole map of that region turns into zeros instead: it reads as a region whose writer is gone (stale, nothing published).
/// <para>
/// On request, because it takes the process's SIGBUS handler. Faults outside guarded maps go to the handler that was there before. Costs nothing while
/// nothing happens.
/// </para>
/// </summary>
public static class RegionGuard
{
    private static volatile bool s_isOn;

    /// <summary>Whether regions opened from now on are guarded. Those that are open already are not.</summary>
    public static bool IsOn
    {
        get => s_isOn;
        set => s_isOn = value;
    }

    internal static unsafe void Watch(byte* start, long bytes)
    {
        if (s_isOn)
        {
            // More maps than the guard has places for are read without it.
            _ = NativeMethods.GuardMap(start, (ulong)bytes);
        }
    }

    internal static unsafe void Forget(byte* start) => _ = NativeMethods.GuardForget(start);
}
