namespace UltraCascade.SharedMemory;

/// <summary>Keeps a stretch of memory resident (mlock of that stretch only, never of the whole address space).</summary>
public static unsafe class MemoryLock
{
    /// <summary>
    /// Locks <paramref name="bytes"/> bytes from <paramref name="address"/>. False with a reason when the limit (ulimit -l) does not
    /// allow it: the memory stays usable, it may only be swapped out.
    /// </summary>
    public static bool TryLock(nint address, long bytes, out string reason)
    {
        int error = NativeMethods.LockMemory((void*)address, (ulong)bytes);
        reason = error == 0
            ? ""
            : $"{bytes} bytes could not be locked in memory: {Errno.Describe(error)}. Raise the limit (ulimit -l, LimitMEMLOCK=) or go on without.";
        return error == 0;
    }
}
