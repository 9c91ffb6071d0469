using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Rows of <c>ts_us,exchange,symbol,side,price,qty,notional_usd</c>, optionally <c>receive_us</c> and <c>id</c>; every other column
/// (<c>n_events</c> among them) is informational. Times in microseconds, side that of the position, quantity in units of the
/// symbol. A notional that is given is taken; else it is price × quantity.
/// </summary>
internal sealed class NormalisedRowParser(CsvHeader header, TableBuilder table, ImportOptions options) : RowParser(table, options)
{
    private readonly int _time = header.IndexOf("ts_us");
    private readonly int _exchange = header.IndexOf("exchange");
    private readonly int _symbol = header.IndexOf("symbol");
    private readonly int _side = header.IndexOf("side");
    private readonly int _price = header.IndexOf("price");
    private readonly int _quantity = header.IndexOf("qty");
    private readonly int _notional = header.IndexOf("notional_usd");
    private readonly int _receive = header.IndexOf("receive_us");
    private readonly int _id = header.IndexOf("id");

    public override string TimeColumn => "ts_us";

    public override RowOutcome Parse(in CsvRow row, ref EventRecord record, out RowFault fault)
    {
        bool accepted = TryTime(row[_time], TimeColumn, usPerUnit: 1, out record.ExchangeNs, out fault)
            && TryReceiveTime(row[_receive], "receive_us", ref record, out fault)
            && TryVenue(row[_exchange], out byte venue, out fault)
            && TrySymbol(venue, row[_symbol], out SymbolFacts symbol, out fault)
            && TrySide(row[_side], ref record, out fault)
            && TryAmounts(row, symbol, ref record, out fault)
            && TryIndex(symbol, ref record, out fault);
        record.Id = accepted ? Id(row[_id]) : 0;
        return accepted ? RowOutcome.Accepted : RowOutcome.Rejected;
    }

    private static bool TrySide(ReadOnlySpan<byte> cell, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        record.Side = cell.SequenceEqual("long"u8) ? PositionSide.Long : cell.SequenceEqual("short"u8) ? PositionSide.Short : PositionSide.None;
        if (record.Side == PositionSide.None)
        {
            fault = new RowFault("side", cell.IsEmpty ? "is empty" : $"{CellText.Show(cell)} is neither long nor short");
            return false;
        }

        return true;
    }

    private bool TryAmounts(in CsvRow row, SymbolFacts symbol, ref EventRecord record, out RowFault fault)
    {
        if (!TryNumber(row[_price], "price", out DecimalText price, out bool hasPrice, out fault)
            || !TryNumber(row[_quantity], "qty", out DecimalText quantity, out bool hasQuantity, out fault)
            || !TryNumber(row[_notional], "notional_usd", out DecimalText notional, out bool hasNotional, out fault))
        {
            return false;
        }

        if (hasPrice && !TryPrice(price, symbol, row[_price], "price", ref record, out fault))
        {
            return false;
        }

        if (!hasNotional && !(hasPrice && hasQuantity))
        {
            fault = new RowFault(_notional >= 0 ? "notional_usd" : hasPrice ? "qty" : "price", "is empty, and price and qty are not both there");
            return false;
        }

        NumberFault amount = hasNotional
            ? MicroUsd.TryConvert(notional, out record.AmountMicroUsd)
            : MicroUsd.TryMultiply(price, quantity, out record.AmountMicroUsd);
        if (amount != NumberFault.None)
        {
            fault = hasNotional
                ? new RowFault("notional_usd", Describe(amount, row[_notional]))
                : new RowFault("qty", amount == NumberFault.TooLarge ? "price times qty is above 10 billion dollars" : "price times qty is less than a micro-dollar");
            return false;
        }

        return true;
    }
}
