using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Detection;

/// <summary>
/// Steps 1 to 3 of the filter on the three hypotheses of one side at a time, one in each lane; the fourth lane is free. The same
/// operations in the same order as on single numbers, so the same bits.
/// </summary>
internal static class ShiryaevLanes
{
    private const double MaxOdds = 2.3538526683701998e17;
    private const double MinOdds = 4.2483542552915889e-18;

    /// <summary>r_k = max(ρ_k·μ, floor_k).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Rates(double mu) =>
        Vector256.Max(Vector256.Create(4.0, 10.0, 30.0, 30.0) * Vector256.Create(mu), Vector256.Create(.05, .1, .3, .3));

    /// <summary>Exponents of silence −(r_k − μ)·Δ, and <paramref name="fourth"/> in the free lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Silence(Vector256<double> rates, double mu, double delta, double fourth) =>
        (-(rates - Vector256.Create(mu)) * Vector256.Create(delta)).WithElement(3, fourth);

    /// <summary>The odds of the longs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Longs(in OddsVector odds) => Vector256.Create(odds[0], odds[1], odds[2], odds[2]);

    /// <summary>The odds of the shorts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Shorts(in OddsVector odds) => Vector256.Create(odds[3], odds[4], odds[5], odds[5]);

    /// <summary>Transition and silence: clamp((Λ·d + u)/(Λ·(1 − d) + 1 − u)·silence).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Pass(Vector256<double> odds, double d, double u, Vector256<double> silence)
    {
        Vector256<double> above = (odds * Vector256.Create(d)) + Vector256.Create(u);
        Vector256<double> below = (odds * Vector256.Create(1.0 - d)) + Vector256<double>.One - Vector256.Create(u);
        return Clamp(above / below * silence);
    }

    /// <summary>One liquidation: clamp(Λ·ratio·weight).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Witness(Vector256<double> odds, Vector256<double> ratio, double weight) =>
        Clamp(odds * ratio * Vector256.Create(weight));

    /// <summary>Greatest of the three.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Greatest(Vector256<double> odds)
    {
        Vector128<double> two = Vector128.Max(odds.GetLower(), odds.GetUpper());
        return Vector128.Max(two, Vector128.CreateScalarUnsafe(two[1])).ToScalar();
    }

    /// <summary>Stores both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref OddsVector odds, Vector256<double> longs, Vector256<double> shorts)
    {
        odds[0] = longs[0];
        odds[1] = longs[1];
        odds[2] = longs[2];
        odds[3] = shorts[0];
        odds[4] = shorts[1];
        odds[5] = shorts[2];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Clamp(Vector256<double> odds) =>
        Vector256.Min(Vector256.Max(odds, Vector256.Create(MinOdds)), Vector256.Create(MaxOdds));
}
