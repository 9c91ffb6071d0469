namespace UltraCascade.Feeds;

/// <summary>The clock a replay is paced by. Monotonic.</summary>
public interface IPacingClock
{
    /// <summary>Now, in ns since any fixed moment.</summary>
    long NowNs();

    /// <summary>Waits about so long; may return early.</summary>
    void Sleep(long durationNs);
}
