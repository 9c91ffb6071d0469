using System.Buffers.Text;
using System.Globalization;

namespace UltraCascade.Redis.Payload;

/// <summary>
/// JSON text in a buffer that is kept: names and numbers as they come, without a syntax tree. Numbers have a fixed count of
/// decimals with trailing zeros cut, which is ten times faster to write than the shortest text that reads back the same.
/// </summary>
internal sealed class PayloadText
{
    private const int MostNumberBytes = 40;
    private const double MostScaled = 9e15;

    private static readonly long[] s_powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public PayloadText Clear()
    {
        _length = 0;
        return this;
    }

    /// <summary>Bytes that are JSON already.</summary>
    public PayloadText Raw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_bytes.AsSpan(_length));
        _length += json.Length;
        return this;
    }

    public PayloadText Integer(long value)
    {
        Reserve(MostNumberBytes);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    public PayloadText Unsigned(ulong value)
    {
        Reserve(MostNumberBytes);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    /// <summary>Rounded to at most six decimals. What is no number is 0: the keys of old always held one.</summary>
    public PayloadText Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            value = 0;
        }

        double scaled = Math.Round(Math.Abs(value) * s_powers[decimals]);
        if (scaled > MostScaled)
        {
            return Large(value);
        }

        if (value < 0 && scaled != 0)
        {
            Raw("-"u8);
        }

        return Decimals((long)scaled, decimals);
    }

    /// <summary>Micro-units with all their six decimals, exactly.</summary>
    public PayloadText Micro(long value)
    {
        if (value < 0)
        {
            Raw("-"u8);
        }

        return Decimals(Math.Abs(value), 6);
    }

    private PayloadText Decimals(long scaled, int decimals)
    {
        long power = s_powers[decimals];
        (long whole, long rest) = Math.DivRem(scaled, power);
        Integer(whole);
        if (rest == 0)
        {
            return this;
        }

        int digits = decimals;
        while (rest % 10 == 0)
        {
            rest /= 10;
            digits--;
        }

        Reserve(MostNumberBytes);
        _bytes[_length] = (byte)'.';
        for (int i = digits; i >= 1; i--)
        {
            _bytes[_length + i] = (byte)('0' + (rest % 10));
            rest /= 10;
        }

        _length += digits + 1;
        return this;
    }

    private PayloadText Large(double value)
    {
        Reserve(MostNumberBytes);
        value.TryFormat(_bytes.AsSpan(_length), out int written, "R", CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }
    }
}
