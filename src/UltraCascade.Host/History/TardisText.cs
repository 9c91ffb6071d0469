using UltraCascade.Feeds;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.History;

/// <summary>
/// Liquidations in tardis' columns. The amount is what the notional and the price say: units of a linear contract, contracts of an
/// inverse one. A liquidation without a price has no amount and is left out.
/// </summary>
internal sealed class TardisText : IEventText
{
    private const int AmountDigits = 12;

    private readonly EventNames _names = new();
    private readonly CsvLine _line = new();

    public string Header => "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";

    public ReadOnlySpan<byte> Format(in EventRecord record, in Provenance origin, JournalTables tables)
    {
        if (record.Kind != RecordKind.Liquidation)
        {
            return default;
        }

        string venue = _names.Venue(tables, record.Venue);
        string symbol = _names.Symbol(tables, record.Venue, record.Instrument);
        if (Amount(record, venue, symbol) is not { } amount)
        {
            return default;
        }

        _line.Clear().Text(Exchange(venue)).Text(symbol).Number(record.ExchangeNs / 1000).Number(record.ReceiveNs / 1000);
        _ = record.Id != 0 ? _line.Unsigned(record.Id) : _line.Empty();

        // tardis names the closing order.
        _line.Text(record.Side == PositionSide.Long ? "sell" : "buy");
        _ = record.Value > 0 ? _line.Price(record.Value) : _line.Empty();
        return _line.Decimal(amount).Bytes;
    }

    private static decimal? Amount(in EventRecord record, string venue, string symbol)
    {
        decimal usd = record.AmountMicroUsd / 1_000_000m;
        InstrumentName name = symbol.Length <= InstrumentNames.MaxSymbolBytes ? InstrumentNames.Canonicalise(venue, symbol) : default;
        return name.Kind switch
        {
            ContractKind.Inverse when name.UsdPerContract > 0 => usd / name.UsdPerContract,
            ContractKind.Linear when record.Value is > 1e-12 and < 1e12 => Math.Round(usd / (decimal)record.Value, AmountDigits),
            _ => null,
        };
    }

    private static string Exchange(string venue) => venue switch
    {
        "binance_um" => "binance-futures",
        "binance_cm" => "binance-delivery",
        "okx" => "okex-swap",
        _ => venue,
    };
}
