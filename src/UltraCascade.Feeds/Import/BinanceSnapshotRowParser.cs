using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Rows of Binance's public COIN-M archive <c>liquidationSnapshot</c>: milliseconds, side of the closing order (SELL closed a long),
/// contracts of USD 100 (BTC) or 10 (others), average price. The archive writes every row twice: of each pair of equal rows the
/// second is dropped; a third and a fourth are a second liquidation. There is no symbol column: the symbol is the file's name up to
/// <c>-liquidationSnapshot</c>.
/// </summary>
internal sealed class BinanceSnapshotRowParser : RowParser
{
    private const string NameMark = "-liquidationSnapshot";

    private readonly HashSet<ulong> _unpaired = [];
    private readonly SymbolFacts _symbol;
    private readonly int _time;
    private readonly int _side;
    private readonly int _price;
    private readonly int _amount;
    private readonly int _count;

    public BinanceSnapshotRowParser(CsvHeader header, string file, TableBuilder table, ImportOptions options)
        : base(table, options)
    {
        _time = header.IndexOf("time");
        _side = header.IndexOf("side");
        _price = header.IndexOf("average_price");
        _amount = header.IndexOf("accumulated_fill_quantity");
        _count = header.Count;
        _symbol = table.Symbol(Venue.BinanceCm, Encoding.UTF8.GetBytes(SymbolOf(file)));
        if (_symbol.Name.Kind != ContractKind.Inverse)
        {
            throw new FeedFileException(file, $"{file} has the columns of a Binance liquidationSnapshot, which names no symbol: its own name must begin as in BTCUSD_PERP{NameMark}-2024-01-01.csv.");
        }
    }

    public override string TimeColumn => "time";

    public override RowOutcome Parse(in CsvRow row, ref EventRecord record, out RowFault fault)
    {
        if (!_unpaired.Add(Hash(row)))
        {
            _unpaired.Remove(Hash(row));
            fault = default;
            return RowOutcome.SecondCopy;
        }

        bool accepted = TryTime(row[_time], TimeColumn, usPerUnit: 1000, out record.ExchangeNs, out fault)
            && TrySide(row[_side], ref record, out fault)
            && TryAmounts(row, ref record, out fault)
            && TryIndex(_symbol, ref record, out fault);
        record.ReceiveNs = record.ExchangeNs;
        return accepted ? RowOutcome.Accepted : RowOutcome.Rejected;
    }

    private static string SymbolOf(string file)
    {
        string name = Path.GetFileName(file[(file.LastIndexOf('!') + 1)..]);
        int mark = name.IndexOf(NameMark, StringComparison.OrdinalIgnoreCase);
        return mark is > 0 and <= InstrumentNames.MaxSymbolBytes ? name[..mark] : "";
    }

    private static bool TrySide(ReadOnlySpan<byte> cell, ref EventRecord record, out RowFault fault)
    {
        fault = default;
        record.Side = cell.SequenceEqual("SELL"u8) ? PositionSide.Long : cell.SequenceEqual("BUY"u8) ? PositionSide.Short : PositionSide.None;
        if (record.Side == PositionSide.None)
        {
            fault = new RowFault("side", cell.IsEmpty ? "is empty" : $"{CellText.Show(cell)} is neither BUY nor SELL");
            return false;
        }

        return true;
    }

    private bool TryAmounts(in CsvRow row, ref EventRecord record, out RowFault fault)
    {
        if (!TryNumber(row[_price], "average_price", out DecimalText price, out bool hasPrice, out fault)
            || !TryNumber(row[_amount], "accumulated_fill_quantity", out DecimalText contracts, out bool hasAmount, out fault)
            || (hasPrice && !TryPrice(price, _symbol, row[_price], "average_price", ref record, out fault)))
        {
            return false;
        }

        NumberFault found = hasAmount ? MicroUsd.TryMultiply(contracts, _symbol.Name.UsdPerContract, out record.AmountMicroUsd) : NumberFault.Zero;
        if (found != NumberFault.None)
        {
            fault = new RowFault("accumulated_fill_quantity", hasAmount ? Describe(found, row[_amount]) : "is empty");
            return false;
        }

        return true;
    }

    private ulong Hash(in CsvRow row)
    {
        ulong hash = Fnv1a.OffsetBasis;
        for (int cell = 0; cell < _count; cell++)
        {
            hash = Fnv1a.Hash(row[cell], hash);
            hash = Fnv1a.Hash(","u8, hash);
        }

        return hash;
    }
}
