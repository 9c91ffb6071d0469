namespace UltraCascade.SharedMemory;

/// <summary>CLOCK_REALTIME: the clock of exchange, receive, engine and publish times.</summary>
public static class WallClock
{
    /// <summary>Nanoseconds since 1970 UTC. No system call on common machines. May step when the machine's clock is set.</summary>
    public static long NowNs() => NativeMethods.RealtimeNs();
}
