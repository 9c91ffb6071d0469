using UltraCascade.SharedMemory;

namespace UltraCascade.Feeds;

/// <summary>The machine's monotonic clock.</summary>
internal sealed class MonotonicPacingClock : IPacingClock
{
    public long NowNs() => MonotonicClock.NowNs();

    public void Sleep(long durationNs) => PreciseSleep.Sleep(durationNs);
}
