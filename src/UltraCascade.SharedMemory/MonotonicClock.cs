namespace UltraCascade.SharedMemory;

/// <summary>CLOCK_MONOTONIC: the clock of heartbeats. The same for all processes of one boot; never steps.</summary>
public static class MonotonicClock
{
    /// <summary>Nanoseconds since an arbitrary moment before this boot's first process. No system call on common machines.</summary>
    public static long NowNs() => NativeMethods.MonotonicNs();
}
