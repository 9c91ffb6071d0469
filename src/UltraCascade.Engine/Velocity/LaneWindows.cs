namespace UltraCascade.Engine.Velocity;

/// <summary>
/// Which window each of the eight exact lanes counts. Lanes 0–5 are the published windows in the order of the frame; lanes 6
/// and 7 exist only for the fixed-base derivatives, which need the counts of 2, 4 and 6 s.
/// </summary>
public static class LaneWindows
{
    /// <summary>0.1 s.</summary>
    public const int HundredMs = 0;

    /// <summary>0.5 s.</summary>
    public const int HalfSecond = 1;

    /// <summary>2 s.</summary>
    public const int TwoSeconds = 2;

    /// <summary>10 s.</summary>
    public const int TenSeconds = 3;

    /// <summary>60 s.</summary>
    public const int Minute = 4;

    /// <summary>300 s, the longest: events live this long.</summary>
    public const int FiveMinutes = 5;

    /// <summary>4 s, for the derivatives.</summary>
    public const int FourSeconds = 6;

    /// <summary>6 s, for the derivatives.</summary>
    public const int SixSeconds = 7;

    /// <summary>Published exact windows.</summary>
    public const int PublishedCount = 6;

    /// <summary>Length of the longest window in ns.</summary>
    public const long LongestNs = 300_000_000_000L;

    /// <summary>Base of the derivatives in seconds.</summary>
    public const double DerivativeBaseSeconds = 2.0;

    private static readonly long[] s_ns =
    [
        100_000_000L, 500_000_000L, 2_000_000_000L, 10_000_000_000L, 60_000_000_000L, LongestNs, 4_000_000_000L, 6_000_000_000L,
    ];

    // Reciprocals of the window lengths in seconds, and the same per micro-dollar.
    private static readonly double[] s_perSecond = [10.0, 2.0, 0.5, 0.1, 1.0 / 60.0, 1.0 / 300.0, 0.25, 1.0 / 6.0];

    private static readonly double[] s_dollarsPerSecond =
    [
        1e-5, 2e-6, 5e-7, 1e-7, 1e-6 / 60.0, 1e-6 / 300.0, 2.5e-7, 1e-6 / 6.0,
    ];

    /// <summary>Window lengths in ns by lane.</summary>
    public static ReadOnlySpan<long> Ns => s_ns;

    /// <summary>1 / window length in 1/s by lane.</summary>
    public static ReadOnlySpan<double> PerSecond => s_perSecond;

    /// <summary>10⁻⁶ / window length by lane: micro-dollars to dollars per second.</summary>
    public static ReadOnlySpan<double> DollarsPerSecond => s_dollarsPerSecond;
}
