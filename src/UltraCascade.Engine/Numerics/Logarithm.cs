using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Numerics;

/// <summary>
/// ln x in plain multiplications, additions and one division, the same bits everywhere. x = 2^k·f with f in [√½, √2);
/// ln f = 2·artanh(s), s = (f − 1)/(f + 1), by its series up to s²³ (|s| ≤ 0.1716, remainder below 2⁻⁶⁰).
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
        double p = 1.0 / 23.0;
        p = (p * z) + (1.0 / 21.0);
        p = (p * z) + (1.0 / 19.0);
        p = (p * z) + (1.0 / 17.0);
        p = (p * z) + (1.0 / 15.0);
        p = (p * z) + (1.0 / 13.0);
        p = (p * z) + (1.0 / 11.0);
        p = (p * z) + (1.0 / 9.0);
        p = (p * z) + (1.0 / 7.0);
        p = (p * z) + (1.0 / 5.0);
        p = (p * z) + (1.0 / 3.0);
        double lnF = (2.0 * s) + (2.0 * s * z * p);
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
        Vector128<double> p = Vector128.Create(1.0 / 23.0);
        p = (p * z) + Vector128.Create(1.0 / 21.0);
        p = (p * z) + Vector128.Create(1.0 / 19.0);
        p = (p * z) + Vector128.Create(1.0 / 17.0);
        p = (p * z) + Vector128.Create(1.0 / 15.0);
        p = (p * z) + Vector128.Create(1.0 / 13.0);
        p = (p * z) + Vector128.Create(1.0 / 11.0);
        p = (p * z) + Vector128.Create(1.0 / 9.0);
        p = (p * z) + Vector128.Create(1.0 / 7.0);
        p = (p * z) + Vector128.Create(1.0 / 5.0);
        p = (p * z) + Vector128.Create(1.0 / 3.0);
        Vector128<double> two = Vector128.Create(2.0);
        Vector128<double> lnF = (two * s) + (two * s * z * p);
        return (k * Vector128.Create(Ln2High)) + ((k * Vector128.Create(Ln2Low)) + lnF);
    }
}
