using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Numerics;

/// <summary>
/// e^x in multiplications, additions and explicit fused multiply-adds (rounded once by IEEE 754 on every machine, in software where it must be), so
/// that every machine, C library and vector width gives the same bits. x = k·ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite's two-part reduction), e^r by its Taylor polynomial of degree 13
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

    /// <summary>e^<paramref name="x"/> for x ≤ 0; 0 below <see cref="Underflow"/>. Relative error below 2⁻⁵¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfNonPositive(double x)
    {
        if (x < Underflow)
        {
            return 0.0;
        }

        long k = (long)((x * Log2E) - 0.5);
        double r = Math.FusedMultiplyAdd(-k, Ln2Low, Math.FusedMultiplyAdd(-k, Ln2High, x));
        return Polynomial(r) * BitConverter.Int64BitsToDouble((k + 1023) << 52);
    }

    /// <summary>e^<paramref name="x"/> for |x| ≤ 700, clamped beyond. Relative error below 2⁻⁵¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double x) => x <= 0.0 ? OfNonPositive(x) : 1.0 / OfNonPositive(-Math.Min(x, -Underflow));

    // 1 + (r + r²·(1/2! + r/3! + … + r¹¹/13!)), the bracket by Estrin's scheme: pairs, then pairs of pairs, so that five steps wait for each other
    // where Horner's scheme has thirteen.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Polynomial(double r)
    {
        double r2 = r * r;
        double r4 = r2 * r2;
        double r8 = r4 * r4;
        double a0 = Math.FusedMultiplyAdd(1.0 / 6.0, r, 1.0 / 2.0);
        double a1 = Math.FusedMultiplyAdd(1.0 / 120.0, r, 1.0 / 24.0);
        double a2 = Math.FusedMultiplyAdd(1.0 / 5040.0, r, 1.0 / 720.0);
        double a3 = Math.FusedMultiplyAdd(1.0 / 362880.0, r, 1.0 / 40320.0);
        double a4 = Math.FusedMultiplyAdd(1.0 / 39916800.0, r, 1.0 / 3628800.0);
        double a5 = Math.FusedMultiplyAdd(1.0 / 6227020800.0, r, 1.0 / 479001600.0);
        double b0 = Math.FusedMultiplyAdd(a1, r2, a0);
        double b1 = Math.FusedMultiplyAdd(a3, r2, a2);
        double b2 = Math.FusedMultiplyAdd(a5, r2, a4);
        double q = Math.FusedMultiplyAdd(b2, r8, Math.FusedMultiplyAdd(b1, r4, b0));
        return 1.0 + Math.FusedMultiplyAdd(q, r2, r);
    }
}
