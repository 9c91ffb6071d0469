using System.Runtime.InteropServices;

namespace UltraCascade.SharedMemory;

/// <summary>
/// A 32-bit word in memory of its own that threads of this process can sleep on: an epoch that rises with every wake. One
/// cache line, never moved, freed with the object.
/// </summary>
public sealed unsafe class FutexWord
{
    private const nuint LineBytes = 128;

    private readonly int* _word;

    /// <summary>Allocates the word at 0.</summary>
    public FutexWord()
    {
        _word = (int*)NativeMemory.AlignedAlloc(LineBytes, LineBytes);
        NativeMemory.Clear(_word, LineBytes);
    }

    /// <summary>Frees the word.</summary>
    ~FutexWord()
    {
        NativeMemory.AlignedFree(_word);
    }

    /// <summary>The word, loaded with acquire. Pairs with the increment in <see cref="RaiseAndWakeAll"/>.</summary>
    public int Value
    {
        get
        {
            int value = Volatile.Read(ref *_word);
            GC.KeepAlive(this);
            return value;
        }
    }

    /// <summary>
    /// Sleeps until the word differs from <paramref name="expected"/> or the time is over. The kernel compares and falls asleep in
    /// one step. May return for no reason.
    /// </summary>
    public void Wait(int expected, TimeSpan timeout)
    {
        Futex.Wait((nint)_word, (uint)expected, (long)timeout.TotalNanoseconds);
        GC.KeepAlive(this);
    }

    /// <summary>Adds one (a full fence: all stores before it are visible to whoever acquires the new value), then wakes all sleepers.</summary>
    public void RaiseAndWakeAll()
    {
        Interlocked.Increment(ref *_word);
        Futex.Wake((nint)_word);
        GC.KeepAlive(this);
    }
}
