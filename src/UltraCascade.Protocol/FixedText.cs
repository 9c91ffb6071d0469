using System.Text;

namespace UltraCascade.Protocol;

/// <summary>Text in a fixed number of bytes: UTF-8, padded with NUL, cut nowhere (a text that does not fit is refused).</summary>
public static class FixedText
{
    /// <summary>Writes <paramref name="text"/> and pads with NUL. False, and nothing written, when it does not fit or holds a NUL.</summary>
    public static bool TryWrite(string text, Span<byte> destination)
    {
        if (text.Contains('\0') || Encoding.UTF8.GetByteCount(text) > destination.Length)
        {
            return false;
        }

        int written = Encoding.UTF8.GetBytes(text, destination);
        destination[written..].Clear();
        return true;
    }

    /// <summary>Reads up to the first NUL or to the end. Bytes that are not UTF-8 become U+FFFD: the source may be hostile.</summary>
    public static string Read(ReadOnlySpan<byte> source)
    {
        int end = source.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? source : source[..end]);
    }
}
