using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>What became of a row.</summary>
internal enum RowOutcome
{
    Accepted,
    Rejected,

    /// <summary>The second copy that the format writes of every row: neither accepted nor an error.</summary>
    SecondCopy,
}

/// <summary>What is wrong with a row.</summary>
internal readonly record struct RowFault(string Column, string Reason);

/// <summary>
/// One row of one format to one record with table-local indices. The cells that mean the same in every format are read here.
/// </summary>
internal abstract class RowParser(TableBuilder table, ImportOptions options)
{
    private const long NsPerUs = 1000;

    // Windows, tails and gaps are added to times, so the last months that 64 bits can hold are left free.
    private static readonly long s_maxTimeUs = new DateTimeOffset(2262, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    private readonly long _maxGapNs = ToNs(options.MaxGap);

    /// <summary>Name of the column with the event's own time.</summary>
    public abstract string TimeColumn { get; }

    protected TableBuilder Table => table;

    /// <summary>Reads a row of the right number of cells.</summary>
    public abstract RowOutcome Parse(in CsvRow row, ref EventRecord record, out RowFault fault);

    /// <summary>The parser for a header, or null when its format is not known.</summary>
    public static RowParser? For(CsvHeader header, string file, TableBuilder table, ImportOptions options) => header.Format switch
    {
        FeedFormat.Normalised => new NormalisedRowParser(header, table, options),
        FeedFormat.Market => new MarketRowParser(header, table, options),
        FeedFormat.Tardis => new TardisRowParser(header, table, options),
        FeedFormat.BinanceSnapshot => new BinanceSnapshotRowParser(header, file, table, options),
        _ => null,
    };

    /// <summary>A span of time in ns, at most what 64 bits hold.</summary>
    public static long ToNs(TimeSpan span) =>
        span.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : span.Ticks * TimeSpan.NanosecondsPerTick;

    protected static bool TryTime(ReadOnlySpan<byte> cell, string column, long usPerUnit, out long ns, out RowFault fault)
    {
        ns = 0;
        fault = default;
        long units = 0;
        bool fits = true;
        int at = cell.Length > 0 && cell[0] == (byte)'-' ? 1 : 0;
        bool digits = at < cell.Length;
        for (int i = at; i < cell.Length && digits; i++)
        {
            digits = (uint)(cell[i] - '0') <= 9;
            fits &= units <= s_maxTimeUs;
            units = fits ? (units * 10) + (cell[i] - '0') : units;
        }

        string? reason =
            cell.IsEmpty ? "is empty"
            : !digits ? $"{CellText.Show(cell)} is not a whole number of {(usPerUnit == 1 ? "microseconds" : "milliseconds")}"
            : at == 1 || units == 0 ? $"{CellText.Show(cell)} is not a time after 1970"
            : !fits || units > s_maxTimeUs / usPerUnit ? $"{CellText.Show(cell)} is beyond the year 2261"
            : null;
        if (reason is not null)
        {
            fault = new RowFault(column, reason);
            return false;
        }

        ns = units * usPerUnit * NsPerUs;
        return true;
    }

    /// <summary>Receive time: the exchange time when the file gives none; never further from it than the largest gap.</summary>
    protected bool TryReceiveTime(ReadOnlySpan<byte> cell, string column, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        record.ReceiveNs = record.ExchangeNs;
        if (cell.IsEmpty)
        {
            return true;
        }

        if (!TryTime(cell, column, usPerUnit: 1, out long receiveNs, out fault))
        {
            return false;
        }

        if (Math.Abs(receiveNs - record.ExchangeNs) > _maxGapNs)
        {
            fault = new RowFault(column, $"{CellText.Show(cell)} is further from {TimeColumn} than --max-gap");
            return false;
        }

        record.ReceiveNs = receiveNs;
        return true;
    }

    protected bool TryVenue(ReadOnlySpan<byte> cell, out byte venue, out RowFault fault)
    {
        fault = default;
        venue = table.Venues.Find(cell, out string reason);
        if (venue == Venue.None)
        {
            fault = new RowFault("exchange", reason);
            return false;
        }

        return true;
    }

    protected bool TrySymbol(byte venue, ReadOnlySpan<byte> cell, out SymbolFacts symbol, out RowFault fault)
    {
        fault = default;
        symbol = null!;
        string? reason =
            cell.IsEmpty ? "is empty"
            : cell.Length > InstrumentNames.MaxSymbolBytes ? $"{CellText.Show(cell)} is longer than {InstrumentNames.MaxSymbolBytes} bytes"
            : cell.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || !System.Text.Unicode.Utf8.IsValid(cell) ? $"{CellText.Show(cell)} is not text"
            : null;
        if (reason is not null)
        {
            fault = new RowFault("symbol", reason);
            return false;
        }

        symbol = table.Symbol(venue, cell);
        return true;
    }

    /// <summary>An index for the symbol: last of all, so that rows rejected for other reasons add no instrument.</summary>
    protected bool TryIndex(SymbolFacts symbol, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        if (!table.TryIndex(symbol))
        {
            fault = new RowFault("symbol", $"more than {RegionLayout.MaxInstruments - 1} instruments");
            return false;
        }

        record.Instrument = symbol.Instrument;
        record.Venue = symbol.Venue;
        record.Kind = RecordKind.Liquidation;
        return true;
    }

    /// <summary>A number above zero; an empty cell is allowed and leaves <paramref name="present"/> false.</summary>
    protected static bool TryNumber(ReadOnlySpan<byte> cell, string column, out DecimalText number, out bool present, out RowFault fault)
    {
        fault = default;
        number = default;
        present = !cell.IsEmpty;
        NumberFault found = present ? DecimalText.TryParse(cell, out number) : NumberFault.None;
        if (found != NumberFault.None)
        {
            fault = new RowFault(column, Describe(found, cell));
            return false;
        }

        return true;
    }

    /// <summary>Stores a price as the nearest double, in units of the base asset.</summary>
    protected static bool TryPrice(DecimalText price, SymbolFacts symbol, ReadOnlySpan<byte> cell, string column, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        double value = price.ToDouble(symbol.Name.MultiplierExponent);
        if (!double.IsFinite(value) || value == 0)
        {
            fault = new RowFault(column, $"{CellText.Show(cell)} is not a price that a double can hold");
            return false;
        }

        record.Value = value;
        return true;
    }

    protected static string Describe(NumberFault fault, ReadOnlySpan<byte> cell) => fault switch
    {
        NumberFault.NotFinite => $"{CellText.Show(cell)} is not finite",
        NumberFault.Negative => $"{CellText.Show(cell)} is negative",
        NumberFault.Zero => $"{CellText.Show(cell)} is not above zero",
        NumberFault.TooLarge => $"{CellText.Show(cell)} is above 10 billion dollars",
        _ => $"{CellText.Show(cell)} is not a number",
    };

    /// <summary>A numeric id is kept, another is hashed; 0 means none, so a hash is never 0.</summary>
    protected static ulong Id(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return 0;
        }

        if (cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && System.Buffers.Text.Utf8Parser.TryParse(cell, out ulong number, out int consumed) && consumed == cell.Length)
        {
            return number;
        }

        ulong hash = Fnv1a.Hash(cell);
        return hash == 0 ? 1 : hash;
    }
}
