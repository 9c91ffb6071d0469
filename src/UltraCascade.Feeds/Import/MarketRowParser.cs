using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Rows of market data <c>ts_us,exchange,symbol,kind,value</c>, optionally <c>value2</c> and <c>receive_us</c>. Times in microseconds;
/// exchange and symbol as in the files of liquidations.
/// <code>
/// kind           value                                     value2               record
/// price          mark or trade price, above 0              –                    Price: value
/// open_interest  dollars, 0 … 10 billion                   –                    OpenInterest: amount
/// funding        rate of one period, −1 … 1 (0.0001 = 1 bp) –                   Funding: value
/// depth          dollars near the touch, both sides        spread in bps, 0 or  Depth: amount, value
///                together, 0 … 10 billion                  above, not empty
/// </code>
/// A price of a multiplier symbol (1000PEPEUSDT) is stored for one unit of the base asset. Where value2 means nothing it is not looked at.
/// </summary>
internal sealed class MarketRowParser(CsvHeader header, TableBuilder table, ImportOptions options) : RowParser(table, options)
{
    private const double MaxRate = 1;

    private readonly int _time = header.IndexOf("ts_us");
    private readonly int _exchange = header.IndexOf("exchange");
    private readonly int _symbol = header.IndexOf("symbol");
    private readonly int _kind = header.IndexOf("kind");
    private readonly int _value = header.IndexOf("value");
    private readonly int _value2 = header.IndexOf("value2");
    private readonly int _receive = header.IndexOf("receive_us");

    public override string TimeColumn => "ts_us";

    /// <summary>The name of a kind in files.</summary>
    public static string NameOf(RecordKind kind) => kind switch
    {
        RecordKind.Price => "price",
        RecordKind.OpenInterest => "open_interest",
        RecordKind.Funding => "funding",
        RecordKind.Depth => "depth",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This is no kind of market data."),
    };

    public override RowOutcome Parse(in CsvRow row, ref EventRecord record, out RowFault fault)
    {
        bool accepted = TryTime(row[_time], TimeColumn, usPerUnit: 1, out record.ExchangeNs, out fault)
            && TryReceiveTime(row[_receive], "receive_us", ref record, out fault)
            && TryVenue(row[_exchange], out byte venue, out fault)
            && TrySymbol(venue, row[_symbol], out SymbolFacts symbol, out fault)
            && TryKind(row[_kind], out RecordKind kind, out fault)
            && TryValues(row, kind, symbol, ref record, out fault)
            && TryIndex(symbol, ref record, out fault);
        if (!accepted)
        {
            return RowOutcome.Rejected;
        }

        TryKind(row[_kind], out record.Kind, out fault);
        return RowOutcome.Accepted;
    }

    private static bool TryKind(ReadOnlySpan<byte> cell, out RecordKind kind, out RowFault fault)
    {
        fault = default;
        kind =
            cell.SequenceEqual("price"u8) ? RecordKind.Price
            : cell.SequenceEqual("open_interest"u8) ? RecordKind.OpenInterest
            : cell.SequenceEqual("funding"u8) ? RecordKind.Funding
            : cell.SequenceEqual("depth"u8) ? RecordKind.Depth
            : RecordKind.None;
        if (kind == RecordKind.None)
        {
            fault = new RowFault("kind", cell.IsEmpty ? "is empty" : $"{CellText.Show(cell)} is none of price, open_interest, funding, depth");
            return false;
        }

        return true;
    }

    private bool TryValues(in CsvRow row, RecordKind kind, SymbolFacts symbol, ref EventRecord record, out RowFault fault)
    {
        ReadOnlySpan<byte> value = row[_value];
        if (value.IsEmpty)
        {
            fault = new RowFault("value", "is empty");
            return false;
        }

        switch (kind)
        {
            case RecordKind.Price:
                return TryNumber(value, "value", out DecimalText price, out _, out fault)
                    && TryPrice(price, symbol, value, "value", ref record, out fault);
            case RecordKind.Funding:
                return TryRate(value, ref record, out fault);
            case RecordKind.OpenInterest:
                return TryDollars(value, ref record, out fault);
            default:
                return TryDollars(value, ref record, out fault) && TrySpread(row[_value2], ref record, out fault);
        }
    }

    /// <summary>Dollars; unlike the notional of a liquidation they may be 0.</summary>
    private static bool TryDollars(ReadOnlySpan<byte> cell, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        NumberFault found = DecimalText.TryParse(cell, out DecimalText dollars);
        found = found == NumberFault.None ? MicroUsd.TryConvert(dollars, out record.AmountMicroUsd) : found;
        if (found is NumberFault.None or NumberFault.Zero)
        {
            return true;
        }

        fault = new RowFault("value", Describe(found, cell));
        return false;
    }

    private static bool TryRate(ReadOnlySpan<byte> cell, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        bool negative = cell[0] == (byte)'-' && cell.Length > 1 && cell[1] is not ((byte)'-' or (byte)'+');
        NumberFault found = DecimalText.TryParse(negative ? cell[1..] : cell, out DecimalText rate);
        double size = found == NumberFault.None ? rate.ToDouble() : 0;
        if ((found is NumberFault.None or NumberFault.Zero) && size <= MaxRate)
        {
            record.Value = negative && size > 0 ? -size : size;
            return true;
        }

        bool number = found is NumberFault.None or NumberFault.TooLarge;
        fault = new RowFault("value", number ? $"{CellText.Show(cell)} is no rate of −1 … 1" : Describe(found, cell));
        return false;
    }

    private static bool TrySpread(ReadOnlySpan<byte> cell, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        NumberFault found = DecimalText.TryParse(cell, out DecimalText spread);
        double bps = found == NumberFault.None ? spread.ToDouble() : 0;
        if ((found is NumberFault.None or NumberFault.Zero) && double.IsFinite(bps))
        {
            record.Value = bps;
            return true;
        }

        string reason =
            cell.IsEmpty ? "is empty: a depth has a spread"
            : found is NumberFault.None or NumberFault.TooLarge ? $"{CellText.Show(cell)} is not a spread that a double can hold"
            : Describe(found, cell);
        fault = new RowFault("value2", reason);
        return false;
    }
}
