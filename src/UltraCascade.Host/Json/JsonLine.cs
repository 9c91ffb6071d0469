using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace UltraCascade.Host.Json;

/// <summary>
/// Builds one line of JSON in a buffer of its own. The bytes are the same as those the C, C++ and Python readers print, so
/// numbers follow C's <c>%.9g</c> and strings are escaped in one form only (docs/LAYOUT.md, JSON of a signal).
/// </summary>
internal sealed class JsonLine
{
    private const int MostNumberBytes = 32;

    private byte[] _bytes = new byte[2048];
    private int _length;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Writes bytes that are JSON already.</summary>
    public JsonLine Raw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_bytes.AsSpan(_length));
        _length += json.Length;
        return this;
    }

    public JsonLine Integer(long value)
    {
        Reserve(MostNumberBytes);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    public JsonLine Unsigned(ulong value)
    {
        Reserve(MostNumberBytes);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    /// <summary>Nine significant digits, shortest of <c>%e</c> and <c>%f</c>; null for NaN and the infinities.</summary>
    public JsonLine Number(float value)
    {
        if (!float.IsFinite(value))
        {
            return Raw("null"u8);
        }

        Reserve(MostNumberBytes);
        Span<byte> target = _bytes.AsSpan(_length);
        ((double)value).TryFormat(target, out int written, "G9", CultureInfo.InvariantCulture);
        target[..written].Replace((byte)'E', (byte)'e');
        _length += written;
        return this;
    }

    /// <summary>Micro-dollars as dollars with six decimals, exactly.</summary>
    public JsonLine MicroDollars(long value)
    {
        if (value < 0)
        {
            Raw("-"u8);
        }

        ulong size = value < 0 ? 0UL - (ulong)value : (ulong)value;
        Unsigned(size / 1_000_000);
        Reserve(MostNumberBytes);
        Span<byte> target = _bytes.AsSpan(_length, 7);
        ulong rest = size % 1_000_000;
        for (int i = 6; i >= 1; i--)
        {
            target[i] = (byte)('0' + (rest % 10));
            rest /= 10;
        }

        target[0] = (byte)'.';
        _length += 7;
        return this;
    }

    /// <summary>A quoted string from the bytes of a fixed text.</summary>
    public JsonLine Text(ReadOnlySpan<byte> text)
    {
        Reserve((text.Length * 6) + 2);
        bool whole = Utf8.IsValid(text);
        _bytes[_length++] = (byte)'"';
        foreach (byte value in text)
        {
            Escaped(value, whole);
        }

        _bytes[_length++] = (byte)'"';
        return this;
    }

    private void Escaped(byte value, bool wholeTextIsUtf8)
    {
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                _bytes[_length++] = (byte)'\\';
                _bytes[_length++] = value;
                break;
            case < 0x20 or 0x7f:
                Raw(@"\u00"u8);
                _bytes[_length++] = HexDigit(value >> 4);
                _bytes[_length++] = HexDigit(value & 15);
                break;
            case >= 0x80 when !wholeTextIsUtf8:
                Raw(@"\ufffd"u8);
                break;
            default:
                _bytes[_length++] = value;
                break;
        }
    }

    private static byte HexDigit(int value) => "0123456789abcdef"u8[value];

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }
    }
}
