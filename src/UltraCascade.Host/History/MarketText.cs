using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.History;

/// <summary>Market data as <c>replay</c> reads it: docs/FILES.md, market data.</summary>
internal sealed class MarketText : IEventText
{
    private readonly EventNames _names = new();
    private readonly CsvLine _line = new();

    public string Header => "ts_us,exchange,symbol,kind,value,value2,receive_us";

    public ReadOnlySpan<byte> Format(in EventRecord record, in Provenance origin, JournalTables tables)
    {
        string? kind = record.Kind switch
        {
            RecordKind.Price => "price",
            RecordKind.OpenInterest => "open_interest",
            RecordKind.Funding => "funding",
            RecordKind.Depth => "depth",
            _ => null,
        };
        if (kind is null)
        {
            return default;
        }

        _line.Clear().Number(record.ExchangeNs / 1000).Text(_names.Venue(tables, record.Venue)).Text(_names.Symbol(tables, record.Venue, record.Instrument)).Text(kind);
        _ = record.Kind is RecordKind.Price or RecordKind.Funding ? _line.Price(record.Value) : _line.Decimal(record.AmountMicroUsd / 1_000_000m);
        _ = record.Kind == RecordKind.Depth ? _line.Price(record.Value) : _line.Empty();
        return _line.Number(record.ReceiveNs / 1000).Bytes;
    }
}
