namespace UltraCascade.SharedMemory;

/// <summary>
/// Sleeping on a 32-bit word in memory, shared between processes. Waiting works on a read-only map; waking does too.
/// </summary>
public static unsafe class Futex
{
    /// <summary>
    /// Sleeps while the word at <paramref name="address"/> (4-byte aligned, valid for the whole call) equals
    /// <paramref name="expected"/>. True when woken, interrupted or not equal to begin with: the caller looks again. False
    /// after <paramref name="timeoutNs"/>.
    /// </summary>
    public static bool Wait(nint address, uint expected, long timeoutNs) =>
        NativeMethods.FutexWait((void*)address, expected, timeoutNs) != -Errno.TimedOut;

    /// <summary>Wakes up to <paramref name="count"/> sleepers on the word. Returns how many were woken.</summary>
    public static int Wake(nint address, int count = int.MaxValue) =>
        Math.Max(0, NativeMethods.FutexWake((void*)address, count));
}
