namespace UltraCascade.SharedMemory;

/// <summary>The processor's time-stamp counter, for measuring intervals on one machine.</summary>
public static class CycleCounter
{
    /// <summary>Ticks of the counter; its rate is the machine's own. Not ordered against other loads and stores.</summary>
    public static ulong Now() => NativeMethods.Tsc();
}
