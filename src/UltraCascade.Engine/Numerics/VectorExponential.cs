using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Numerics;

/// <summary>
/// <see cref="Exponential"/> for several arguments at once: the same operations in the same order in every lane, so the same bits. One
/// argument takes as long as four, because each step of the polynomial waits for the one before.
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
        Vector256<double> r = (x - (k * Vector256.Create(Ln2High))) - (k * Vector256.Create(Ln2Low));
        Vector256<double> p = Vector256.Create(1.0 / 6227020800.0);
        p = (p * r) + Vector256.Create(1.0 / 479001600.0);
        p = (p * r) + Vector256.Create(1.0 / 39916800.0);
        p = (p * r) + Vector256.Create(1.0 / 3628800.0);
        p = (p * r) + Vector256.Create(1.0 / 362880.0);
        p = (p * r) + Vector256.Create(1.0 / 40320.0);
        p = (p * r) + Vector256.Create(1.0 / 5040.0);
        p = (p * r) + Vector256.Create(1.0 / 720.0);
        p = (p * r) + Vector256.Create(1.0 / 120.0);
        p = (p * r) + Vector256.Create(1.0 / 24.0);
        p = (p * r) + Vector256.Create(1.0 / 6.0);
        p = (p * r) + Vector256.Create(0.5);
        p = (p * r) + Vector256<double>.One;
        p = (p * r) + Vector256<double>.One;
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
        Vector128<double> r = (x - (k * Vector128.Create(Ln2High))) - (k * Vector128.Create(Ln2Low));
        Vector128<double> p = Vector128.Create(1.0 / 6227020800.0);
        p = (p * r) + Vector128.Create(1.0 / 479001600.0);
        p = (p * r) + Vector128.Create(1.0 / 39916800.0);
        p = (p * r) + Vector128.Create(1.0 / 3628800.0);
        p = (p * r) + Vector128.Create(1.0 / 362880.0);
        p = (p * r) + Vector128.Create(1.0 / 40320.0);
        p = (p * r) + Vector128.Create(1.0 / 5040.0);
        p = (p * r) + Vector128.Create(1.0 / 720.0);
        p = (p * r) + Vector128.Create(1.0 / 120.0);
        p = (p * r) + Vector128.Create(1.0 / 24.0);
        p = (p * r) + Vector128.Create(1.0 / 6.0);
        p = (p * r) + Vector128.Create(0.5);
        p = (p * r) + Vector128<double>.One;
        p = (p * r) + Vector128<double>.One;
        Vector128<double> magic = Vector128.Create(IntegerMagic);
        Vector128<long> exponent = (k + magic).AsInt64() - magic.AsInt64() + Vector128.Create(1023L);
        Vector128<double> value = p * (exponent << 52).AsDouble();
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(Exponential.Underflow)), Vector128<double>.Zero, value);
    }
}
