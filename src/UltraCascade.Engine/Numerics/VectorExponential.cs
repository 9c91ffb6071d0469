using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Numerics;

/// <summary>
/// <see cref="Exponential"/> for several arguments at once: the same operations in the same order in every lane, so the same bits. One
/// argument takes as long as four, because its steps wait for each other.
/// </summary>
public static class VectorExponential
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    // 1.5·2^52: added to an integral double of less than 51 bits it leaves that integer in the low bits.
    private const double IntegerMagic = 6755399441055744.0;

    /// <summary>e^x in each lane, for x ≤ 0; 0 below <see cref="Exponential.Underflow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> OfNonPositive(Vector256<double> x)
    {
        Vector256<double> k = Vector256.Truncate((x * Vector256.Create(Log2E)) - Vector256.Create(0.5));
        Vector256<double> r = Vector256.FusedMultiplyAdd(-k, Vector256.Create(Ln2Low), Vector256.FusedMultiplyAdd(-k, Vector256.Create(Ln2High), x));
        Vector256<double> r2 = r * r;
        Vector256<double> r4 = r2 * r2;
        Vector256<double> r8 = r4 * r4;
        Vector256<double> a0 = Vector256.FusedMultiplyAdd(Vector256.Create(1.0 / 6.0), r, Vector256.Create(1.0 / 2.0));
        Vector256<double> a1 = Vector256.FusedMultiplyAdd(Vector256.Create(1.0 / 120.0), r, Vector256.Create(1.0 / 24.0));
        Vector256<double> a2 = Vector256.FusedMultiplyAdd(Vector256.Create(1.0 / 5040.0), r, Vector256.Create(1.0 / 720.0));
        Vector256<double> a3 = Vector256.FusedMultiplyAdd(Vector256.Create(1.0 / 362880.0), r, Vector256.Create(1.0 / 40320.0));
        Vector256<double> a4 = Vector256.FusedMultiplyAdd(Vector256.Create(1.0 / 39916800.0), r, Vector256.Create(1.0 / 3628800.0));
        Vector256<double> a5 = Vector256.FusedMultiplyAdd(Vector256.Create(1.0 / 6227020800.0), r, Vector256.Create(1.0 / 479001600.0));
        Vector256<double> b0 = Vector256.FusedMultiplyAdd(a1, r2, a0);
        Vector256<double> b1 = Vector256.FusedMultiplyAdd(a3, r2, a2);
        Vector256<double> b2 = Vector256.FusedMultiplyAdd(a5, r2, a4);
        Vector256<double> q = Vector256.FusedMultiplyAdd(b2, r8, Vector256.FusedMultiplyAdd(b1, r4, b0));
        Vector256<double> p = Vector256<double>.One + Vector256.FusedMultiplyAdd(q, r2, r);
        Vector256<double> magic = Vector256.Create(IntegerMagic);
        Vector256<long> exponent = (k + magic).AsInt64() - magic.AsInt64() + Vector256.Create(1023L);
        Vector256<double> value = p * (exponent << 52).AsDouble();
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Exponential.Underflow)), Vector256<double>.Zero, value);
    }

    /// <summary>e^x in both lanes, for x ≤ 0; 0 below <see cref="Exponential.Underflow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> OfNonPositive(Vector128<double> x)
    {
        Vector128<double> k = Vector128.Truncate((x * Vector128.Create(Log2E)) - Vector128.Create(0.5));
        Vector128<double> r = Vector128.FusedMultiplyAdd(-k, Vector128.Create(Ln2Low), Vector128.FusedMultiplyAdd(-k, Vector128.Create(Ln2High), x));
        Vector128<double> r2 = r * r;
        Vector128<double> r4 = r2 * r2;
        Vector128<double> r8 = r4 * r4;
        Vector128<double> a0 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 6.0), r, Vector128.Create(1.0 / 2.0));
        Vector128<double> a1 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 120.0), r, Vector128.Create(1.0 / 24.0));
        Vector128<double> a2 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 5040.0), r, Vector128.Create(1.0 / 720.0));
        Vector128<double> a3 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 362880.0), r, Vector128.Create(1.0 / 40320.0));
        Vector128<double> a4 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 39916800.0), r, Vector128.Create(1.0 / 3628800.0));
        Vector128<double> a5 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 6227020800.0), r, Vector128.Create(1.0 / 479001600.0));
        Vector128<double> b0 = Vector128.FusedMultiplyAdd(a1, r2, a0);
        Vector128<double> b1 = Vector128.FusedMultiplyAdd(a3, r2, a2);
        Vector128<double> b2 = Vector128.FusedMultiplyAdd(a5, r2, a4);
        Vector128<double> q = Vector128.FusedMultiplyAdd(b2, r8, Vector128.FusedMultiplyAdd(b1, r4, b0));
        Vector128<double> p = Vector128<double>.One + Vector128.FusedMultiplyAdd(q, r2, r);
        Vector128<double> magic = Vector128.Create(IntegerMagic);
        Vector128<long> exponent = (k + magic).AsInt64() - magic.AsInt64() + Vector128.Create(1023L);
        Vector128<double> value = p * (exponent << 52).AsDouble();
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(Exponential.Underflow)), Vector128<double>.Zero, value);
    }
}
