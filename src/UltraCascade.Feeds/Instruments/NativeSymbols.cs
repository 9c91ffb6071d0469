using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// The way back from a canonical name to a symbol that a venue may have had, for files that are written from what the engine knows.
/// Multipliers are gone by then: prices and amounts are of one unit of the base asset, so the symbol is the one without.
/// </summary>
public static class NativeSymbols
{
    private static readonly string[] s_dollarQuotes = ["USDT", "USDC", "FDUSD", "BUSD", "TUSD"];

    /// <summary>
    /// A symbol that <see cref="InstrumentNames.Canonicalise"/> reads as <paramref name="canonical"/> on this venue, with a multiplier of one.
    /// The canonical name itself when there is none: an import then needs an entry in its instrument map.
    /// </summary>
    public static string Of(string venue, string canonical)
    {
        if (canonical.StartsWith(venue + ":", StringComparison.Ordinal))
        {
            return canonical[(venue.Length + 1)..];
        }

        int slash = canonical.IndexOf('/');
        if (slash <= 0)
        {
            return canonical;
        }

        string baseAsset = canonical[..slash];
        foreach (string symbol in Candidates(venue, baseAsset))
        {
            if (symbol.Length <= InstrumentNames.MaxSymbolBytes
                && InstrumentNames.Canonicalise(venue, symbol) is { MultiplierExponent: 0 } name && name.Canonical == canonical)
            {
                return symbol;
            }
        }

        return canonical;
    }

    private static IEnumerable<string> Candidates(string venue, string baseAsset)
    {
        yield return InstrumentNames.NativePerpetual(venue, baseAsset);
        foreach (string quote in s_dollarQuotes)
        {
            yield return venue == Venue.Codes[Venue.Okx] ? $"{baseAsset}-{quote}-SWAP" : baseAsset + quote;
        }

        yield return $"{baseAsset}-USD-SWAP";
        yield return $"{baseAsset}USD_PERP";
        yield return $"{baseAsset}PERP";
        yield return $"{baseAsset}USD";
        yield return baseAsset == "BTC" ? "XBTUSD" : $"XBT{baseAsset}";
        yield return baseAsset;
    }
}
