using System.Buffers.Text;

namespace UltraCascade.Feeds;

/// <summary>Why a cell is not a number that can be used.</summary>
internal enum NumberFault
{
    None,
    NotANumber,
    NotFinite,
    Negative,
    Zero,
    TooLarge,
}

/// <summary>
/// A positive decimal number as it stands in a file: <c>Mantissa × 10^Exponent</c>, exact for up to 19 significant digits
/// (further digits are cut, which never changes the rounding of a lone notional within bounds). Independent of culture.
/// </summary>
internal readonly struct DecimalText
{
    private const int MaxExponent = 400;
    private const ulong RoomForOneMoreDigit = 1_000_000_000_000_000_000UL;

    private static readonly double[] s_powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private DecimalText(ulong mantissa, int exponent)
    {
        Mantissa = mantissa;
        Exponent = exponent;
    }

    public ulong Mantissa { get; }

    public int Exponent { get; }

    /// <summary>Reads digits, an optional point, an optional power of ten. Only values above zero pass.</summary>
    public static NumberFault TryParse(ReadOnlySpan<byte> text, out DecimalText number)
    {
        number = default;
        int at = 0;
        bool negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative || (text.Length > 0 && text[0] == (byte)'+'))
        {
            at = 1;
        }

        ulong mantissa = 0;
        int exponent = 0;
        int digits = ReadDigits(text, ref at, ref mantissa, ref exponent, afterPoint: false);
        if (at < text.Length && text[at] == (byte)'.')
        {
            at++;
            digits += ReadDigits(text, ref at, ref mantissa, ref exponent, afterPoint: true);
        }

        if (digits == 0 || !TryReadExponent(text, ref at, ref exponent) || at != text.Length)
        {
            return IsNotFinite(text) ? NumberFault.NotFinite : NumberFault.NotANumber;
        }

        if (mantissa == 0 || exponent < -MaxExponent)
        {
            return NumberFault.Zero;
        }

        if (negative)
        {
            return NumberFault.Negative;
        }

        if (exponent > MaxExponent)
        {
            return NumberFault.TooLarge;
        }

        number = new DecimalText(mantissa, exponent);
        return NumberFault.None;
    }

    /// <summary>The nearest double to this number divided by 10 to the power <paramref name="dividedBy"/>.</summary>
    public double ToDouble(int dividedBy = 0)
    {
        int exponent = Exponent - dividedBy;

        // Both operands are exact here, so the one operation rounds once and correctly.
        if (Mantissa <= 1UL << 53 && exponent is >= -22 and <= 22)
        {
            return exponent < 0 ? Mantissa / s_powers[-exponent] : Mantissa * s_powers[exponent];
        }

        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(Mantissa, text, out int length);
        text[length++] = (byte)'E';
        Utf8Formatter.TryFormat(exponent, text[length..], out int more);
        Utf8Parser.TryParse(text[..(length + more)], out double value, out _);
        return value;
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, ref int at, ref ulong mantissa, ref int exponent, bool afterPoint)
    {
        int begin = at;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            if (mantissa < RoomForOneMoreDigit)
            {
                mantissa = (mantissa * 10) + (ulong)(text[at] - '0');
                exponent -= afterPoint ? 1 : 0;
            }
            else
            {
                exponent += afterPoint ? 0 : 1;
            }

            at++;
        }

        return at - begin;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, ref int at, ref int exponent)
    {
        if (at == text.Length)
        {
            return true;
        }

        if ((text[at] | 0x20) != 'e' || !Utf8Parser.TryParse(text[(at + 1)..], out int power, out int consumed))
        {
            return false;
        }

        at += 1 + consumed;
        exponent += Math.Clamp(power, -100_000, 100_000);
        return true;
    }

    private static bool IsNotFinite(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> word = text.TrimStart("+-"u8);
        return Matches(word, "nan"u8) || Matches(word, "inf"u8) || Matches(word, "infinity"u8);
    }

    private static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        System.Text.Ascii.EqualsIgnoreCase(text, word);
}
