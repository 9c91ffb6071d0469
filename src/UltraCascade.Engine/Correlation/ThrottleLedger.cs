using UltraCascade.Engine.Numerics;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// The long saturation of the two throttled venues by instrument: decayed share (300 s) of one-second slots in which the venue pushed. A
/// throttled stream is not Poisson: towards it, coincidence would read .6–.9 for independent venues.
/// </summary>
public sealed class ThrottleLedger
{
    /// <summary>Above this, pairs towards the venue are not reported.</summary>
    public const double MaxSaturation = 0.05;

    private const long SlotNs = 1_000_000_000L;
    private const double DecaySeconds = 300.0;
    private const int Throttled = 2;

    private readonly double[] _used;
    private readonly long[] _slot;

    /// <summary>Allocates for <paramref name="matrices"/> instruments, the market (0) included.</summary>
    public ThrottleLedger(int matrices)
    {
        _used = new double[matrices * Throttled];
        _slot = new long[matrices * Throttled];
    }

    /// <summary>Marks the second of <paramref name="exchangeNs"/> as used by a throttled venue.</summary>
    public void Mark(int matrix, byte venue, long exchangeNs)
    {
        int i = Index(matrix, venue);
        long slot = exchangeNs / SlotNs;
        if (slot > _slot[i])
        {
            _used[i] = (_used[i] * Decay(slot - _slot[i])) + 1.0;
            _slot[i] = slot;
        }
    }

    /// <summary>Whether pairs towards <paramref name="venue"/> must not be reported.</summary>
    public bool IsSaturated(int matrix, byte venue, long exchangeNs)
    {
        if (!Venue.IsThrottled(venue))
        {
            return false;
        }

        int i = Index(matrix, venue);
        return _used[i] * Decay(Math.Max(0, (exchangeNs / SlotNs) - _slot[i])) / DecaySeconds > MaxSaturation;
    }

    private static int Index(int matrix, byte venue) => (matrix * Throttled) + (venue == Venue.BinanceUm ? 0 : 1);

    private static double Decay(long seconds) => Exponential.OfNonPositive(-seconds / DecaySeconds);
}
