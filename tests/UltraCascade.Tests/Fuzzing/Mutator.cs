using System.Text;

namespace UltraCascade.Tests.Fuzzing;

/// <summary>Spoils good inputs: bits, bytes, numbers, cells, lines, lengths. Everything it does follows from its seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] s_tokens =
    [
        "", "0", "-1", "1", "NaN", "Infinity", "1e308", "1e-400", "-0", "9223372036854775807", "9223372036854775808", "18446744073709551616", "0x10", "1_000", "1,5",
        "\"", "\"\"", "\"a\"\"b\"", ",", ",,,,", "\r", "\n", "\r\n", "\0", "\uFEFF", "é", "\U0001F4A5", "buy", "sell", "long", "short", "okx", "binance_um",
        "BTC-USDT-SWAP", "MARKET", "null", "true", "{", "}", "[", "]", ":", "1700000000000000", "253402300799999999", "999999999999999999999999999999",
    ];

    private static readonly ulong[] s_numbers =
        [0, 1, 2, 7, 255, 4095, 4096, 65535, int.MaxValue, uint.MaxValue, 1UL << 40, 1UL << 56, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue - 4095, ulong.MaxValue];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    /// <summary>A number that breaks arithmetic, or a neighbour of one.</summary>
    public ulong Number() => unchecked(s_numbers[Next(s_numbers.Length)] + (ulong)Next(3) - 1);

    /// <summary>A text spoilt in one to eight places.</summary>
    public byte[] Text(string good)
    {
        List<byte> text = [.. Encoding.UTF8.GetBytes(good)];
        for (int i = Next(8); i >= 0; i--)
        {
            SpoilText(text);
        }

        return [.. text];
    }

    /// <summary>Bytes spoilt in one to eight places, perhaps cut or made longer.</summary>
    public byte[] Bytes(byte[] good)
    {
        List<byte> bytes = [.. good];
        for (int i = Next(8); i >= 0; i--)
        {
            SpoilBytes(bytes);
        }

        return [.. bytes];
    }

    /// <summary>A region file: mostly its header and the heads of its sections, which is where lies can hurt.</summary>
    public byte[] Region(byte[] good, int firstSlotByte)
    {
        byte[] bytes = [.. good];
        for (int i = Next(6); i >= 0; i--)
        {
            int at = Next(4) switch
            {
                0 => Next(64) * 4,
                1 => 256 + Next(64) * 8,
                2 => firstSlotByte + Next((bytes.Length - firstSlotByte) / 8) * 8,
                _ => Next(bytes.Length / 8) * 8,
            };
            int length = Next(3) == 0 ? 4 : 8;
            BitConverter.GetBytes(Next(4) == 0 ? (ulong)_random.NextInt64() : Number()).AsSpan(0, length).CopyTo(bytes.AsSpan(Math.Min(at, bytes.Length - 8)));
        }

        return Next(16) switch
        {
            0 => bytes[..Next(bytes.Length + 1)],
            1 => [.. bytes, .. new byte[Next(9000)]],
            _ => bytes,
        };
    }

    private void SpoilText(List<byte> text)
    {
        int at = Next(text.Count + 1);
        switch (Next(7))
        {
            case 0:
                text.InsertRange(at, Encoding.UTF8.GetBytes(Pick(s_tokens)));
                break;
            case 1:
                ReplaceCell(text, at);
                break;
            case 2:
                RepeatLine(text, at);
                break;
            default:
                SpoilBytes(text);
                break;
        }
    }

    // What stands between two commas, quotes or line ends gives way to a token.
    private void ReplaceCell(List<byte> text, int at)
    {
        int begin = at;
        while (begin > 0 && text[begin - 1] is not ((byte)',' or (byte)'\n' or (byte)'"' or (byte)':'))
        {
            begin--;
        }

        int end = at;
        while (end < text.Count && text[end] is not ((byte)',' or (byte)'\n' or (byte)'"' or (byte)'}'))
        {
            end++;
        }

        text.RemoveRange(begin, end - begin);
        text.InsertRange(begin, Encoding.UTF8.GetBytes(Pick(s_tokens)));
    }

    private void RepeatLine(List<byte> text, int at)
    {
        int end = text.IndexOf((byte)'\n', Math.Min(at, Math.Max(0, text.Count - 1)));
        List<byte> line = text[Math.Min(at, text.Count)..(end < 0 ? text.Count : Math.Max(at, end + 1))];
        for (int i = Next(4); i >= 0; i--)
        {
            text.InsertRange(at, line);
        }
    }

    private void SpoilBytes(List<byte> bytes)
    {
        int at = Next(bytes.Count + 1);
        switch (at < bytes.Count ? Next(6) : 0)
        {
            case 0:
                bytes.InsertRange(at, Enumerable.Range(0, Next(20)).Select(_ => (byte)Next(256)));
                break;
            case 1:
                bytes[at] ^= (byte)(1 << Next(8));
                break;
            case 2:
                bytes[at] = (byte)Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(Next(30), bytes.Count - at));
                break;
            case 4:
                bytes.RemoveRange(at, Next(20) == 0 ? bytes.Count - at : 0);
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(Next(60), bytes.Count - at)));
                break;
        }
    }
}
