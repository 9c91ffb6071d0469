using System.Numerics;

namespace UltraCascade.SharedMemory;

/// <summary>Binds the calling thread to one processor. A thread created by a pinned thread inherits its mask.</summary>
public static class ThreadPinning
{
    private const int MaskWords = 16;

    /// <summary>
    /// Pins the calling thread to <paramref name="cpu"/>. False when the processor does not exist or is not allowed to this
    /// process: running unpinned is slower, not wrong, so this is for the caller to report.
    /// </summary>
    public static bool Pin(int cpu) => NativeMethods.Pin(cpu) == 0;

    /// <summary>Numbers of the processors that the calling thread may run on, ascending. All of them when the kernel does not say.</summary>
    public static unsafe int[] UsableCpus()
    {
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        if (NativeMethods.UsableCpus(mask, MaskWords) <= 0)
        {
            return [.. Enumerable.Range(0, Environment.ProcessorCount)];
        }

        List<int> cpus = [];
        for (int word = 0; word < MaskWords; word++)
        {
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                cpus.Add(word * 64 + BitOperations.TrailingZeroCount(rest));
            }
        }

        return [.. cpus];
    }
}
