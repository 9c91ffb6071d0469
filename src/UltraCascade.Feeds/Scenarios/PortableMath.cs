namespace UltraCascade.Feeds;

/// <summary>
/// Logarithm and exponential from additions, multiplications and divisions only, so that a scenario has the same bits on every
/// machine; those of the C library differ between versions. Errors are against exact values, measured over the stated ranges.
/// </summary>
internal static class PortableMath
{
    // ln 2 in two parts: the first has 21 trailing zero bits, so its product with an exponent is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Sqrt2 = 1.41421356237309514547;

    /// <summary>
    /// Natural logarithm of a positive normal number: ln(2^e·m) = e·ln 2 + 2·atanh((m − 1)/(m + 1)), m in [√½, √2), the series cut
    /// after the 21st power. Error at most 4e-16 relative or 4e-16 absolute, whichever is larger.
    /// </summary>
    public static double Ln(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFFL) | 0x3FF0_0000_0000_0000L);
        if (mantissa > Sqrt2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double s = (mantissa - 1) / (mantissa + 1);
        double z = s * s;
        double series = 0;
        for (int power = 21; power >= 3; power -= 2)
        {
            series = (series + (1.0 / power)) * z;
        }

        return (exponent * Ln2High) + (((2 * s) + (2 * s * series)) + (exponent * Ln2Low));
    }

    /// <summary>
    /// e to the power <paramref name="x"/>, |x| ≤ 700: 2^k·e^r with |r| ≤ ln(2)/2, the Taylor series cut after r^14. Relative error at
    /// most 5e-16.
    /// </summary>
    public static double Exp(double x)
    {
        double k = Math.Floor((x * 1.44269504088896338700) + 0.5);
        double r = (x - (k * Ln2High)) - (k * Ln2Low);
        double sum = 1;
        for (int n = 14; n >= 1; n--)
        {
            sum = 1 + (r * sum / n);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }
}
