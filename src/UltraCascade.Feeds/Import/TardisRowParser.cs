using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Rows of tardis' liquidations <c>exchange,symbol,timestamp,local_timestamp,id,side,price,amount</c>. Times in microseconds. Side is
/// that of the closing order: buy closed a short, sell closed a long. The amount of a linear contract is in units of the symbol, so
/// the notional is price × amount. The amount of an inverse contract (binance-delivery, XBTUSD, BTCUSD, BTC-USD-SWAP) is a number of
/// contracts worth a fixed number of dollars each. Rows of other contracts (quanto, quotes that are not dollars) are rejected:
/// their dollars cannot be known from the row.
/// </summary>
internal sealed class TardisRowParser(CsvHeader header, TableBuilder table, ImportOptions options) : RowParser(table, options)
{
    private readonly int _time = header.IndexOf("timestamp");
    private readonly int _receive = header.IndexOf("local_timestamp");
    private readonly int _exchange = header.IndexOf("exchange");
    private readonly int _symbol = header.IndexOf("symbol");
    private readonly int _id = header.IndexOf("id");
    private readonly int _side = header.IndexOf("side");
    private readonly int _price = header.IndexOf("price");
    private readonly int _amount = header.IndexOf("amount");

    public override string TimeColumn => "timestamp";

    public override RowOutcome Parse(in CsvRow row, ref EventRecord record, out RowFault fault)
    {
        bool accepted = TryTime(row[_time], TimeColumn, usPerUnit: 1, out record.ExchangeNs, out fault)
            && TryReceiveTime(row[_receive], "local_timestamp", ref record, out fault)
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
        record.Side = cell.SequenceEqual("sell"u8) ? PositionSide.Long : cell.SequenceEqual("buy"u8) ? PositionSide.Short : PositionSide.None;
        if (record.Side == PositionSide.None)
        {
            fault = new RowFault("side", cell.IsEmpty ? "is empty" : $"{CellText.Show(cell)} is neither buy nor sell");
            return false;
        }

        return true;
    }

    private bool TryAmounts(in CsvRow row, SymbolFacts symbol, ref EventRecord record, out RowFault fault)
    {
        if (!TryNumber(row[_price], "price", out DecimalText price, out bool hasPrice, out fault)
            || !TryNumber(row[_amount], "amount", out DecimalText amount, out bool hasAmount, out fault)
            || (hasPrice && !TryPrice(price, symbol, row[_price], "price", ref record, out fault)))
        {
            return false;
        }

        bool inverse = symbol.Name.Kind == ContractKind.Inverse;
        if (!hasAmount || (!hasPrice && !inverse))
        {
            fault = new RowFault(hasAmount ? "price" : "amount", "is empty");
            return false;
        }

        if (symbol.Name.Kind == ContractKind.Other)
        {
            fault = new RowFault("symbol", $"{CellText.Show(row[_symbol])} is not settled or quoted in dollars: its notional does not follow from price and amount");
            return false;
        }

        NumberFault found = inverse
            ? MicroUsd.TryMultiply(amount, symbol.Name.UsdPerContract, out record.AmountMicroUsd)
            : MicroUsd.TryMultiply(price, amount, out record.AmountMicroUsd);
        if (found != NumberFault.None)
        {
            fault = new RowFault("amount", found == NumberFault.TooLarge ? "the notional is above 10 billion dollars" : "the notional is less than a micro-dollar");
            return false;
        }

        return true;
    }
}
