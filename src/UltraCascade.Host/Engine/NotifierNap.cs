namespace UltraCascade.Host.Engine;

/// <summary>
/// How long the notifier sleeps between two looks. Readers map the region read-only, so they cannot say that they wait; but a wake
/// that woke somebody tells it afterwards. While readers sleep and are woken the naps are short; when for a while nobody
/// was, because all of them spin or nothing happens, they double up to a millisecond. A short nap is what a woken reader waits
/// for; each nap also takes a processor from somebody for some microseconds.
/// </summary>
internal struct NotifierNap()
{
    /// <summary>Shortest nap, in ns: while readers are being woken.</summary>
    public const long ShortestNs = 50_000;

    /// <summary>Longest nap, in ns: what the first signal after a calm waits at most.</summary>
    public const long LongestNs = 1_000_000;

    /// <summary>For how long after a reader was woken the naps stay short, in ns.</summary>
    public const long AlertNs = 5_000_000;

    private long _napNs = LongestNs;
    private long _alertUntilNs = long.MinValue;

    /// <summary>The nap after a look at <paramref name="nowNs"/> that woke <paramref name="woken"/> readers.</summary>
    public long After(int woken, long nowNs)
    {
        if (woken > 0)
        {
            _alertUntilNs = nowNs + AlertNs;
            _napNs = ShortestNs;
        }
        else if (nowNs > _alertUntilNs)
        {
            _napNs = Math.Min(LongestNs, _napNs * 2);
        }

        return _napNs;
    }
}
