using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UltraCascade.Engine.Numerics;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// The two exponentially decayed lanes: D ← D·e^(−Δ/τ) + 1 for each event, velocity = D/τ, τ = 900 s and 7200 s; the same in
/// dollars. They remember beyond the windows without holding an event.
/// </summary>
public static class DecayedLanes
{
    private const double PerNs900 = -1.0 / 900e9;
    private const double PerNs7200 = -1.0 / 7200e9;

    /// <summary>Brings the sums to <paramref name="engineNs"/>, which is not before they were last touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(ref DecayedSums sums, long engineNs)
    {
        long elapsed = engineNs - sums.AtNs;
        if (elapsed == 0)
        {
            return;
        }

        double d900 = Exponential.OfNonPositive(elapsed * PerNs900);
        double d7200 = Exponential.OfNonPositive(elapsed * PerNs7200);
        Decay(ref sums, d900, d7200, engineNs);
    }

    /// <summary>As <see cref="Advance(ref DecayedSums, long)"/> for two at once, with the exponentials side by side: the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(ref DecayedSums one, ref DecayedSums two, long engineNs)
    {
        double ofOne = engineNs - one.AtNs;
        double ofTwo = engineNs - two.AtNs;
        Vector256<double> decays = VectorExponential.OfNonPositive(
            Vector256.Create(ofOne * PerNs900, ofOne * PerNs7200, ofTwo * PerNs900, ofTwo * PerNs7200));
        Decay(ref one, decays[0], decays[1], engineNs);
        Decay(ref two, decays[2], decays[3], engineNs);
    }

    // A factor of e^0 = 1 changes no bit, so sums that are there already need no branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Decay(ref DecayedSums sums, double d900, double d7200, long engineNs)
    {
        sums.Count900 *= d900;
        sums.Usd900 *= d900;
        sums.Count7200 *= d7200;
        sums.Usd7200 *= d7200;
        sums.AtNs = engineNs;
    }

    /// <summary>
    /// Counts <paramref name="events"/> events (0 for a further fill) of <paramref name="microUsd"/> at the sums' own time. A
    /// further fill's dollars are taken at its own arrival: within the second that fills are merged, that is 1/900 of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref DecayedSums sums, double events, long microUsd)
    {
        double usd = microUsd * 1e-6;
        sums.Count900 += events;
        sums.Count7200 += events;
        sums.Usd900 += usd;
        sums.Usd7200 += usd;
    }

    /// <summary>
    /// Velocities of the sums decayed to <paramref name="engineNs"/>, without touching them: a tick must not change what later
    /// events see, or the bits would depend on how often somebody looks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(in DecayedSums sums, long engineNs, out float count900, out float count7200, out float usd900, out float usd7200)
    {
        double d900 = 1.0 / 900.0;
        double d7200 = 1.0 / 7200.0;
        long elapsed = engineNs - sums.AtNs;
        if (elapsed != 0)
        {
            d900 *= Exponential.OfNonPositive(elapsed * PerNs900);
            d7200 *= Exponential.OfNonPositive(elapsed * PerNs7200);
        }

        count900 = (float)(sums.Count900 * d900);
        count7200 = (float)(sums.Count7200 * d7200);
        usd900 = (float)(sums.Usd900 * d900);
        usd7200 = (float)(sums.Usd7200 * d7200);
    }
}
