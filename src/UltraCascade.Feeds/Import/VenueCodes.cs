using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// From the bytes of an exchange cell to a venue index. Knows the fixed codes, tardis' names for the same venues, and the codes
/// that the import allows beside them; these get the next free index when they first appear.
/// </summary>
internal sealed class VenueCodes
{
    private readonly List<(byte[] Code, byte Venue)> _known = [];
    private readonly List<byte[]> _allowed = [];
    private readonly List<string> _codes = [.. Venue.Codes];

    public VenueCodes(IReadOnlySet<string> allowed)
    {
        for (byte venue = 1; venue < Venue.Codes.Length; venue++)
        {
            _known.Add((Encoding.UTF8.GetBytes(Venue.Codes[venue]), venue));
        }

        _known.Add(("binance-futures"u8.ToArray(), Venue.BinanceUm));
        _known.Add(("binance-delivery"u8.ToArray(), Venue.BinanceCm));
        _known.Add(("okex-swap"u8.ToArray(), Venue.Okx));
        foreach (string code in allowed)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(code);
            if (bytes.Length is 0 or > Text24.Bytes || code.AsSpan().ContainsAny(",\"\0\r\n") || code.Trim() != code)
            {
                throw new ArgumentException($"'{code}' cannot be a venue code: 1 to {Text24.Bytes} bytes, no comma, quote or blank around it.", nameof(allowed));
            }

            _allowed.Add(bytes);
        }
    }

    /// <summary>Codes by venue index; index 0 is empty.</summary>
    public IReadOnlyList<string> Codes => _codes;

    /// <summary>Index of a venue, or <see cref="Venue.None"/> with the reason.</summary>
    public byte Find(ReadOnlySpan<byte> code, out string reason)
    {
        reason = "";
        foreach ((byte[] known, byte venue) in _known)
        {
            if (code.SequenceEqual(known))
            {
                return venue;
            }
        }

        return FindAllowed(code, out reason);
    }

    private byte FindAllowed(ReadOnlySpan<byte> code, out string reason)
    {
        foreach (byte[] allowed in _allowed)
        {
            if (!code.SequenceEqual(allowed))
            {
                continue;
            }

            if (_codes.Count == Venue.Capacity)
            {
                reason = $"more than {Venue.Capacity - 1} venues";
                return Venue.None;
            }

            reason = "";
            byte venue = (byte)_codes.Count;
            _codes.Add(Encoding.UTF8.GetString(allowed));
            _known.Add((allowed, venue));
            return venue;
        }

        reason = code.IsEmpty ? "is empty" : $"{CellText.Show(code)} is not a known venue (--allow-venue CODE accepts it)";
        return Venue.None;
    }
}
