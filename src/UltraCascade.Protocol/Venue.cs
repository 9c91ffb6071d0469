namespace UltraCascade.Protocol;

/// <summary>
/// The venues every region knows by a fixed index. Further codes get the indices from <see cref="FirstFree"/> on, in the
/// order in which they appear, up to <see cref="Capacity"/> - 1.
/// </summary>
public static class Venue
{
    /// <summary>No venue.</summary>
    public const byte None = 0;

    /// <summary>Binance USD-M futures.</summary>
    public const byte BinanceUm = 1;

    /// <summary>Binance COIN-M futures.</summary>
    public const byte BinanceCm = 2;

    /// <summary>Bybit.</summary>
    public const byte Bybit = 3;

    /// <summary>OKX.</summary>
    public const byte Okx = 4;

    /// <summary>Hyperliquid.</summary>
    public const byte Hyperliquid = 5;

    /// <summary>BitMEX.</summary>
    public const byte Bitmex = 6;

    /// <summary>First index for a code that is not in this list.</summary>
    public const byte FirstFree = 7;

    /// <summary>Entries of a venue table: one bit each in <see cref="SignalFrame.VenueMask"/>.</summary>
    public const int Capacity = 32;

    private static readonly string[] s_codes = ["", "binance_um", "binance_cm", "bybit", "okx", "hyperliquid", "bitmex"];

    /// <summary>Codes of the fixed venues by index; index 0 is empty.</summary>
    public static ReadOnlySpan<string> Codes => s_codes;

    /// <summary>Index of a fixed venue's code, or <see cref="None"/>.</summary>
    public static byte IndexOf(string code)
    {
        int index = Array.IndexOf(s_codes, code);
        return index > 0 ? (byte)index : None;
    }

    /// <summary>
    /// Whether the venue publishes at most one liquidation per symbol and second, so that its counts are lower bounds
    /// (Binance's forceOrder stream).
    /// </summary>
    public static bool IsThrottled(byte venue) => venue is BinanceUm or BinanceCm;
}
