using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.History;

/// <summary>Liquidations as <c>replay</c> reads them: docs/FILES.md, normalised. The quantity is not stored, so the notional stands alone.</summary>
internal sealed class NormalisedText : IEventText
{
    private readonly EventNames _names = new();
    private readonly CsvLine _line = new();

    public string Header => "ts_us,exchange,symbol,side,price,qty,notional_usd,id,receive_us";

    public ReadOnlySpan<byte> Format(in EventRecord record, in Provenance origin, JournalTables tables)
    {
        if (record.Kind != RecordKind.Liquidation)
        {
            return default;
        }

        _line.Clear().Number(record.ExchangeNs / 1000).Text(_names.Venue(tables, record.Venue)).Text(_names.Symbol(tables, record.Venue, record.Instrument));
        _line.Text(record.Side == PositionSide.Long ? "long" : "short");
        _ = record.Value > 0 ? _line.Price(record.Value) : _line.Empty();
        _line.Empty().Decimal(record.AmountMicroUsd / 1_000_000m);
        _ = record.Id != 0 ? _line.Unsigned(record.Id) : _line.Empty();
        return _line.Number(record.ReceiveNs / 1000).Bytes;
    }
}
