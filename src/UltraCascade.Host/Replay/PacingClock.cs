using UltraCascade.Feeds;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Replay;

/// <summary>The monotonic clock by which a replay is paced.</summary>
internal sealed class PacingClock : IPacingClock
{
    public long NowNs() => MonotonicClock.NowNs();

    public void Sleep(long durationNs) => PreciseSleep.Sleep(durationNs);
}
