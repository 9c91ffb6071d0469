using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Numerics;

/// <summary>
/// ln x in multiplications, additions, explicit fused multiply-adds and one division, the same bits everywhere. x = 2^k·f with f in [√½, √2);
/// ln f = 2·artanh(s), s = (f − 1)/(f + 1), by its series up to s²³ (|s| ≤ 0.1716, remainder below 2⁻⁶⁰), summed by Estrin's scheme.
/// </summary>
public static class Logarithm
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const long HalfSqrt2Bits = 0x3FE6_A09E_667F_3BCD;

    /// <summary>ln <paramref name="x"/> for a normal, positive, finite x. Error below 2 ulp. The caller owes the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);

        // Taking the exponent off relative to √½ leaves f in [√½, √2).
        long k = (bits - HalfSqrt2Bits) >> 52;
        double f = BitConverter.Int64BitsToDouble(bits - (k << 52));
        double s = (f - 1.0) / (f + 1.0);
        double z = s * s;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z8 = z4 * z4;
        double a0 = Math.FusedMultiplyAdd(1.0 / 5.0, z, 1.0 / 3.0);
        double a1 = Math.FusedMultiplyAdd(1.0 / 9.0, z, 1.0 / 7.0);
        double a2 = Math.FusedMultiplyAdd(1.0 / 13.0, z, 1.0 / 11.0);
        double a3 = Math.FusedMultiplyAdd(1.0 / 17.0, z, 1.0 / 15.0);
        double a4 = Math.FusedMultiplyAdd(1.0 / 21.0, z, 1.0 / 19.0);
        double b0 = Math.FusedMultiplyAdd(a1, z2, a0);
        double b1 = Math.FusedMultiplyAdd(a3, z2, a2);
        double b2 = Math.FusedMultiplyAdd(1.0 / 23.0, z2, a4);
        double p = Math.FusedMultiplyAdd(b2, z8, Math.FusedMultiplyAdd(b1, z4, b0));
        double twoS = 2.0 * s;
        double lnF = Math.FusedMultiplyAdd(twoS * z, p, twoS);
        return (k * Ln2High) + ((k * Ln2Low) + lnF);
    }

    /// <summary>As <see cref="Of(double)"/> in both lanes: the same operations in the same order, so the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Of(double x, double y)
    {
        long xBits = BitConverter.DoubleToInt64Bits(x);
        long yBits = BitConverter.DoubleToInt64Bits(y);
        long xExponent = (xBits - HalfSqrt2Bits) >> 52;
        long yExponent = (yBits - HalfSqrt2Bits) >> 52;
        Vector128<double> k = Vector128.Create(xExponent, (double)yExponent);
        Vector128<double> f = Vector128.Create(xBits - (xExponent << 52), yBits - (yExponent << 52)).AsDouble();
        Vector128<double> s = (f - Vector128<double>.One) / (f + Vector128<double>.One);
        Vector128<double> z = s * s;
        Vector128<double> z2 = z * z;
        Vector128<double> z4 = z2 * z2;
        Vector128<double> z8 = z4 * z4;
        Vector128<double> a0 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 5.0), z, Vector128.Create(1.0 / 3.0));
        Vector128<double> a1 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 9.0), z, Vector128.Create(1.0 / 7.0));
        Vector128<double> a2 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 13.0), z, Vector128.Create(1.0 / 11.0));
        Vector128<double> a3 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 17.0), z, Vector128.Create(1.0 / 15.0));
        Vector128<double> a4 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 21.0), z, Vector128.Create(1.0 / 19.0));
        Vector128<double> b0 = Vector128.FusedMultiplyAdd(a1, z2, a0);
        Vector128<double> b1 = Vector128.FusedMultiplyAdd(a3, z2, a2);
        Vector128<double> b2 = Vector128.FusedMultiplyAdd(Vector128.Create(1.0 / 23.0), z2, a4);
        Vector128<double> p = Vector128.FusedMultiplyAdd(b2, z8, Vector128.FusedMultiplyAdd(b1, z4, b0));
        Vector128<double> twoS = Vector128.Create(2.0) * s;
        Vector128<double> lnF = Vector128.FusedMultiplyAdd(twoS * z, p, twoS);
        return (k * Vector128.Create(Ln2High)) + ((k * Vector128.Create(Ln2Low)) + lnF);
    }
}
