using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Canonical names of instruments, so that venues meet: base/quote perpetuals in ccxt's form.
/// <code>
/// binance_um  BTCUSDT, 1000PEPEUSDT       BTC/USDT:USDT, PEPE/USDT:USDT (× 1000)
/// bybit       BTCUSDT, BTCPERP, BTCUSD    BTC/USDT:USDT, BTC/USDC:USDC, BTC/USD:BTC
/// okx         BTC-USDT-SWAP, BTC-USD-SWAP BTC/USDT:USDT, BTC/USD:BTC
/// binance_cm  BTCUSD_PERP                 BTC/USD:BTC
/// hyperliquid BTC, kPEPE                  BTC/USDC:USDC, PEPE/USDC:USDC (× 1000)
/// bitmex      XBTUSD, XBTUSDT             BTC/USD:BTC, BTC/USDT:USDT
/// </code>
/// Dated futures, quanto contracts, pairs not quoted in dollars, spot and whatever fits no rule stay instruments of their own,
/// named <c>venue:SYMBOL</c> and flagged unmapped. An inverse contract is USD 100 for BTC and USD 10 for others on binance_cm and
/// okx, USD 1 on bybit and bitmex.
/// </summary>
public static class InstrumentNames
{
    /// <summary>Longest symbol accepted, in UTF-8 bytes: with a venue code and a colon it still fits the directory's name.</summary>
    public const int MaxSymbolBytes = Text64.Bytes - Text24.Bytes - 1;

    private const string MonthCodes = "FGHJKMNQUVXZ";

    private static readonly string[] s_dollarQuotes = ["USDT", "USDC", "FDUSD", "BUSD", "TUSD"];

    private static readonly Dictionary<string, string> s_baseAliases = new() { ["XBT"] = "BTC" };

    private static readonly Dictionary<string, (string Base, int Exponent)> s_namedMultipliers = new()
    {
        ["1MBABYDOGE"] = ("BABYDOGE", 6),
        ["1MCHEEMS"] = ("CHEEMS", 6),
    };

    /// <summary>Names the instrument that <paramref name="symbol"/> is on <paramref name="venue"/>.</summary>
    /// <param name="venue">Venue code, as <c>binance_um</c>; codes outside the fixed list are read as Binance USD-M's are.</param>
    /// <param name="symbol">The venue's own symbol, at most <see cref="MaxSymbolBytes"/> bytes.</param>
    /// <param name="map">Additions that go before the rules; see <see cref="ImportOptions.InstrumentMap"/>.</param>
    /// <exception cref="ArgumentException">An addition does not have the form base/quote:settle, or the symbol is too long.</exception>
    public static InstrumentName Canonicalise(string venue, string symbol, IReadOnlyDictionary<string, string>? map = null)
    {
        if (Encoding.UTF8.GetByteCount(symbol) > MaxSymbolBytes)
        {
            throw new ArgumentException($"A symbol has at most {MaxSymbolBytes} bytes.", nameof(symbol));
        }

        InstrumentName byRule = Venue.IndexOf(venue) switch
        {
            Venue.Okx => Okx(venue, symbol),
            Venue.BinanceCm => BinanceCoin(venue, symbol),
            Venue.Hyperliquid => Hyperliquid(venue, symbol),
            Venue.Bitmex => Bitmex(venue, symbol),
            Venue.Bybit => Bybit(venue, symbol),
            _ => Joined(venue, symbol),
        };
        return map is not null && (map.TryGetValue($"{venue}:{symbol}", out string? target) || map.TryGetValue(symbol, out target))
            ? Configured(symbol, target, byRule)
            : byRule;
    }

    /// <summary>The symbol under which <paramref name="venue"/> lists the perpetual on <paramref name="baseAsset"/> that trades most.</summary>
    public static string NativePerpetual(string venue, string baseAsset) => Venue.IndexOf(venue) switch
    {
        Venue.Okx => $"{baseAsset}-USDT-SWAP",
        Venue.BinanceCm => $"{baseAsset}USD_PERP",
        Venue.Hyperliquid => baseAsset,
        Venue.Bitmex => baseAsset == "BTC" ? "XBTUSDT" : $"{baseAsset}USDT",
        _ => $"{baseAsset}USDT",
    };

    /// <summary>Checks one addition to the table. Null when it is well formed, else the reason.</summary>
    public static string? CheckMapping(string symbol, string target)
    {
        (string name, int exponent) = SplitMultiplier(target);
        int slash = name.IndexOf('/');
        if (exponent < 0)
        {
            return $"'{target}' for '{symbol}': the multiplier is a power of ten from 1 to 1000000000.";
        }

        if (slash <= 0 || name.IndexOf(':') < slash + 2 || name.EndsWith(':'))
        {
            return $"'{target}' for '{symbol}' does not have the form BASE/QUOTE:SETTLE, as BTC/USDT:USDT.";
        }

        bool fits = Encoding.UTF8.GetByteCount(name) <= Text64.Bytes && Encoding.UTF8.GetByteCount(name[..slash]) <= Text24.Bytes;
        return fits ? null : $"'{target}' for '{symbol}': a name has at most {Text64.Bytes} bytes and its base {Text24.Bytes}.";
    }

    private static InstrumentName Configured(string symbol, string target, InstrumentName byRule)
    {
        if (CheckMapping(symbol, target) is { } reason)
        {
            throw new ArgumentException(reason, nameof(target));
        }

        (string name, int exponent) = SplitMultiplier(target);
        string baseAsset = name[..name.IndexOf('/')];
        return byRule with { Canonical = name, Base = baseAsset, MultiplierExponent = exponent, Flags = DirectoryFlags.None };
    }

    private static (string Name, int Exponent) SplitMultiplier(string target)
    {
        int star = target.IndexOf('*');
        if (star < 0)
        {
            return (target, 0);
        }

        string digits = target[(star + 1)..];
        bool powerOfTen = digits.Length is > 0 and <= 10 && digits[0] == '1' && digits.AsSpan(1).TrimStart('0').IsEmpty;
        return (target[..star], powerOfTen ? digits.Length - 1 : -1);
    }

    private static InstrumentName Joined(string venue, string symbol)
    {
        foreach (string quote in s_dollarQuotes)
        {
            if (symbol.Length > quote.Length && symbol.EndsWith(quote, StringComparison.Ordinal) && IsBase(symbol.AsSpan(0, symbol.Length - quote.Length)))
            {
                return Linear(venue, symbol, symbol[..^quote.Length], quote);
            }
        }

        // A dated contract (BTCUSDT_230331) is still linear when a dollar quote stands before its date; ETHBTC is not.
        int cut = symbol.IndexOfAny(['_', '-']);
        bool linear = cut > 0 && Array.Exists(s_dollarQuotes, quote => symbol.AsSpan(0, cut).EndsWith(quote));
        return Alone(venue, symbol, linear ? ContractKind.Linear : ContractKind.Other);
    }

    private static InstrumentName Bybit(string venue, string symbol)
    {
        if (symbol.Length > 4 && symbol.EndsWith("PERP", StringComparison.Ordinal) && IsBase(symbol.AsSpan(0, symbol.Length - 4)))
        {
            return Linear(venue, symbol, symbol[..^4], "USDC");
        }

        if (symbol.Length > 3 && symbol.EndsWith("USD", StringComparison.Ordinal) && !symbol.EndsWith("FDUSD", StringComparison.Ordinal)
            && !symbol.EndsWith("BUSD", StringComparison.Ordinal) && !symbol.EndsWith("TUSD", StringComparison.Ordinal))
        {
            return Inverse(venue, symbol, symbol[..^3], usdPerContract: 1);
        }

        if (symbol.Length > 6 && IsMonthCode(symbol.AsSpan(symbol.Length - 3)) && symbol.AsSpan(0, symbol.Length - 3).EndsWith("USD"))
        {
            return Alone(venue, symbol, ContractKind.Inverse, usdPerContract: 1);
        }

        // BTC-27JUN25 settles in USDC.
        InstrumentName joined = Joined(venue, symbol);
        return joined.Kind == ContractKind.Other && symbol.Contains('-') ? joined with { Kind = ContractKind.Linear } : joined;
    }

    private static InstrumentName Okx(string venue, string symbol)
    {
        string[] parts = symbol.Split('-');
        if (parts.Length != 3 || !IsBase(parts[0]))
        {
            return Alone(venue, symbol, ContractKind.Other);
        }

        bool perpetual = parts[2] == "SWAP";
        if (parts[1] == "USD")
        {
            int usd = parts[0] == "BTC" ? 100 : 10;
            return perpetual ? Inverse(venue, symbol, parts[0], usd) : Alone(venue, symbol, ContractKind.Inverse, usd);
        }

        bool dollars = Array.IndexOf(s_dollarQuotes, parts[1]) >= 0;
        return perpetual && dollars
            ? Linear(venue, symbol, parts[0], parts[1])
            : Alone(venue, symbol, dollars || parts[1].StartsWith("USD", StringComparison.Ordinal) ? ContractKind.Linear : ContractKind.Other);
    }

    private static InstrumentName BinanceCoin(string venue, string symbol)
    {
        int cut = symbol.IndexOf("USD_", StringComparison.Ordinal);
        if (cut <= 0)
        {
            return Alone(venue, symbol, ContractKind.Other);
        }

        int usd = symbol.AsSpan(0, cut) is "BTC" ? 100 : 10;
        return symbol.AsSpan(cut + 4) is "PERP" ? Inverse(venue, symbol, symbol[..cut], usd) : Alone(venue, symbol, ContractKind.Inverse, usd);
    }

    private static InstrumentName Hyperliquid(string venue, string symbol)
    {
        if (!IsBase(symbol))
        {
            return Alone(venue, symbol, ContractKind.Linear);
        }

        bool thousand = symbol.Length > 2 && symbol[0] == 'k' && char.IsAsciiLetterUpper(symbol[1]);
        return thousand
            ? new InstrumentName($"{symbol[1..]}/USDC:USDC", symbol[1..], 3, ContractKind.Linear, 0, DirectoryFlags.None)
            : Linear(venue, symbol, symbol, "USDC");
    }

    private static InstrumentName Bitmex(string venue, string symbol)
    {
        if (symbol == "XBTUSD")
        {
            return Inverse(venue, symbol, "BTC", usdPerContract: 1);
        }

        if (symbol.Length == 6 && symbol.StartsWith("XBT", StringComparison.Ordinal) && IsMonthCode(symbol.AsSpan(3)))
        {
            return Alone(venue, symbol, ContractKind.Inverse, usdPerContract: 1);
        }

        return Joined(venue, symbol);
    }

    private static InstrumentName Linear(string venue, string symbol, string baseText, string quote)
    {
        (string baseAsset, int exponent) = Unmultiply(baseText);
        baseAsset = s_baseAliases.GetValueOrDefault(baseAsset, baseAsset);
        return Encoding.UTF8.GetByteCount(baseAsset) <= Text24.Bytes
            ? new InstrumentName($"{baseAsset}/{quote}:{quote}", baseAsset, exponent, ContractKind.Linear, 0, DirectoryFlags.None)
            : Alone(venue, symbol, ContractKind.Linear);
    }

    private static InstrumentName Inverse(string venue, string symbol, string baseAsset, int usdPerContract) =>
        Encoding.UTF8.GetByteCount(baseAsset) <= Text24.Bytes
            ? new InstrumentName($"{baseAsset}/USD:{baseAsset}", baseAsset, 0, ContractKind.Inverse, usdPerContract, DirectoryFlags.None)
            : Alone(venue, symbol, ContractKind.Inverse, usdPerContract);

    private static InstrumentName Alone(string venue, string symbol, ContractKind kind, int usdPerContract = 0)
    {
        string baseAsset = symbol;
        while (Encoding.UTF8.GetByteCount(baseAsset) > Text24.Bytes)
        {
            baseAsset = baseAsset[..^(char.IsLowSurrogate(baseAsset[^1]) ? 2 : 1)];
        }

        return new InstrumentName($"{venue}:{symbol}", baseAsset, 0, kind, usdPerContract, DirectoryFlags.Unmapped);
    }

    /// <summary>1000PEPE and SHIB1000 are a thousand of PEPE and of SHIB; 1INCH is itself.</summary>
    private static (string Base, int Exponent) Unmultiply(string text)
    {
        if (s_namedMultipliers.TryGetValue(text, out (string Base, int Exponent) named))
        {
            return named;
        }

        int zeros = text.AsSpan(1).IndexOfAnyExcept('0');
        if (text[0] == '1' && zeros is >= 3 and <= 9 && char.IsLetter(text[zeros + 1]))
        {
            return (text[(zeros + 1)..], zeros);
        }

        int last = text.AsSpan().LastIndexOfAnyExcept('0');
        int trailing = text.Length - 1 - last;
        return last > 1 && text[last] == '1' && trailing is >= 3 and <= 9 && char.IsLetter(text[last - 1])
            ? (text[..last], trailing)
            : (text, 0);
    }

    private static bool IsBase(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            // Letters of any script: venues list coins under Chinese names.
            if (!char.IsLetterOrDigit(c))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    private static bool IsMonthCode(ReadOnlySpan<char> text) =>
        text.Length == 3 && MonthCodes.Contains(text[0]) && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]);
}
