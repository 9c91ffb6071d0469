namespace UltraCascade.SharedMemory;

/// <summary>Sleeps that end when asked and not 50 µs later: the calling thread's timer slack is set to 1 ns on its first sleep.</summary>
public static class PreciseSleep
{
    /// <summary>Sleeps for <paramref name="durationNs"/> nanoseconds; may return early on a signal. Nothing for 0 or less.</summary>
    public static void Sleep(long durationNs)
    {
        if (durationNs > 0)
        {
            _ = NativeMethods.SleepNs(durationNs);
        }
    }
}
