using System.Text;
using UltraCascade.Host.Json;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>The names in a signal region, for its JSON.</summary>
internal static class RegionNames
{
    public static SignalNames Of(SignalReader reader) => new(
        index => reader.TryGetInstrument(index, out InstrumentEntry entry) ? Unpadded(entry.Name) : null,
        index => reader.VenueCode(index) is { Length: > 0 } code ? Encoding.UTF8.GetBytes(code) : null);

    private static byte[] Unpadded(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return (end < 0 ? text : text[..end]).ToArray();
    }
}
