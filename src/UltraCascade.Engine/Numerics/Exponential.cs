using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Numerics;

/// <summary>
/// e^x in plain multiplications and additions, so that every machine, C library and vector width gives the same
/// bits. x = k·ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite's two-part reduction), e^r by its Taylor polynomial of degree 13
/// (remainder below 2⁻⁵⁷), result scaled by 2^k. Largest error found against 30-digit values: see ExponentialTests.
/// </summary>
public static class Exponential
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts; the first has 32 trailing zero bits, so k times it is exact for |k| < 2^20.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Below this e^x is given as 0 (e^-700 is 1e-304).</summary>
    public const double Underflow = -700.0;

    /// <summary>e^<paramref name="x"/> for x ≤ 0; 0 below <see cref="Underflow"/>. Relative error below 2⁻⁵¹. Never fused, never contracted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfNonPositive(double x)
    {
        if (x < Underflow)
        {
            return 0.0;
        }

        long k = (long)((x * Log2E) - 0.5);
        double r = (x - (k * Ln2High)) - (k * Ln2Low);
        return Polynomial(r) * BitConverter.Int64BitsToDouble((k + 1023) << 52);
    }

    /// <summary>e^<paramref name="x"/> for |x| ≤ 700, clamped beyond. Relative error below 2⁻⁵¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double x) => x <= 0.0 ? OfNonPositive(x) : 1.0 / OfNonPositive(-Math.Min(x, -Underflow));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Polynomial(double r)
    {
        double p = 1.0 / 6227020800.0;
        p = (p * r) + (1.0 / 479001600.0);
        p = (p * r) + (1.0 / 39916800.0);
        p = (p * r) + (1.0 / 3628800.0);
        p = (p * r) + (1.0 / 362880.0);
        p = (p * r) + (1.0 / 40320.0);
        p = (p * r) + (1.0 / 5040.0);
        p = (p * r) + (1.0 / 720.0);
        p = (p * r) + (1.0 / 120.0);
        p = (p * r) + (1.0 / 24.0);
        p = (p * r) + (1.0 / 6.0);
        p = (p * r) + 0.5;
        p = (p * r) + 1.0;
        return (p * r) + 1.0;
    }
}
