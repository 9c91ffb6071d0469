using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Dollars as integer micro-dollars, computed on integers: exact, rounded half away from zero. No binary fraction is involved,
/// so 0.1 + 0.2 in a file is 300000 here.
/// </summary>
internal static class MicroUsd
{
    private static readonly UInt128[] s_powers = MakePowers();

    /// <summary>Micro-dollars of a notional.</summary>
    public static NumberFault TryConvert(DecimalText usd, out long microUsd) => TryScale(usd.Mantissa, usd.Exponent + 6, out microUsd);

    /// <summary>Micro-dollars of price × quantity.</summary>
    public static NumberFault TryMultiply(DecimalText price, DecimalText quantity, out long microUsd)
    {
        UInt128 product = (UInt128)price.Mantissa * quantity.Mantissa;
        return TryScale(product, price.Exponent + quantity.Exponent + 6, out microUsd);
    }

    /// <summary>Micro-dollars of a number of contracts at so many dollars each.</summary>
    public static NumberFault TryMultiply(DecimalText contracts, int usdPerContract, out long microUsd) =>
        TryScale((UInt128)contracts.Mantissa * (uint)usdPerContract, contracts.Exponent + 6, out microUsd);

    private static NumberFault TryScale(UInt128 mantissa, int exponent, out long microUsd)
    {
        microUsd = 0;
        UInt128 value;
        if (exponent >= 0)
        {
            if (exponent >= s_powers.Length || mantissa > (UInt128)EventRecord.MaxAmountMicroUsd / s_powers[exponent])
            {
                return NumberFault.TooLarge;
            }

            value = mantissa * s_powers[exponent];
        }
        else if (-exponent >= s_powers.Length)
        {
            return NumberFault.Zero;
        }
        else
        {
            value = DivideRounding(mantissa, s_powers[-exponent]);
        }

        if (value > (UInt128)EventRecord.MaxAmountMicroUsd)
        {
            return NumberFault.TooLarge;
        }

        microUsd = (long)value;
        return microUsd == 0 ? NumberFault.Zero : NumberFault.None;
    }

    private static UInt128 DivideRounding(UInt128 mantissa, UInt128 divisor)
    {
        // A product of 64 bits is the common case and divides an order of magnitude faster.
        if ((mantissa >> 64) == 0 && (divisor >> 64) == 0)
        {
            (ulong narrow, ulong rest) = Math.DivRem((ulong)mantissa, (ulong)divisor);
            return narrow + (rest >= (ulong)divisor - rest ? 1UL : 0UL);
        }

        UInt128 quotient = mantissa / divisor;
        UInt128 remainder = mantissa - (quotient * divisor);
        return quotient + (remainder >= divisor - remainder ? UInt128.One : UInt128.Zero);
    }

    private static UInt128[] MakePowers()
    {
        // 10^38 is the largest power of ten in 128 bits.
        var powers = new UInt128[39];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
