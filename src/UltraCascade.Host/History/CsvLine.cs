using System.Globalization;
using System.Text;

namespace UltraCascade.Host.History;

/// <summary>Builds one line of CSV in a buffer of its own. Cells that need quotes get them.</summary>
internal sealed class CsvLine
{
    private readonly StringBuilder _text = new();
    private byte[] _bytes = new byte[512];

    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            string text = _text.ToString();
            int most = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (_bytes.Length < most)
            {
                _bytes = new byte[most];
            }

            return _bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, _bytes));
        }
    }

    public CsvLine Clear()
    {
        _text.Clear();
        return this;
    }

    public CsvLine Text(string value)
    {
        Comma();
        _ = value.AsSpan().ContainsAny(",\"\r\n") ? _text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"') : _text.Append(value);
        return this;
    }

    public CsvLine Number(long value)
    {
        Comma();
        _text.Append(CultureInfo.InvariantCulture, $"{value}");
        return this;
    }

    public CsvLine Unsigned(ulong value)
    {
        Comma();
        _text.Append(CultureInfo.InvariantCulture, $"{value}");
        return this;
    }

    public CsvLine Decimal(decimal value)
    {
        Comma();
        _text.Append(CultureInfo.InvariantCulture, $"{value}");
        return this;
    }

    /// <summary>The shortest text that reads back as the same number, without an exponent.</summary>
    public CsvLine Price(double value)
    {
        Comma();
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        _text.Append(text.Contains('E') ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : text);
        return this;
    }

    public CsvLine Empty()
    {
        Comma();
        return this;
    }

    private void Comma()
    {
        if (_text.Length > 0)
        {
            _text.Append(',');
        }
    }
}
