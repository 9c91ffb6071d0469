using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>One generated row of market data; see <see cref="ScenarioFiles.WriteMarket(IReadOnlyList{MarketRow}, string)"/>.</summary>
/// <param name="TimeUs">Time in µs since 1970 UTC, also of receipt.</param>
/// <param name="Venue">Venue code.</param>
/// <param name="Symbol">The venue's own symbol.</param>
/// <param name="Kind">Price, OpenInterest, Funding or Depth.</param>
/// <param name="Value">Price: mark price; OpenInterest: dollars; Funding: rate of a period; Depth: dollars on both sides.</param>
/// <param name="Value2">Depth: spread in basis points; else 0.</param>
public readonly record struct MarketRow(long TimeUs, string Venue, string Symbol, RecordKind Kind, decimal Value, decimal Value2)
{
    internal EventRecord ToRecord(SymbolFacts symbol)
    {
        bool dollars = Kind is RecordKind.OpenInterest or RecordKind.Depth;
        return new EventRecord
        {
            Kind = Kind,
            ExchangeNs = TimeUs * 1000,
            ReceiveNs = TimeUs * 1000,
            AmountMicroUsd = dollars ? (long)(Value * 1_000_000m) : 0,
            Value = Kind switch
            {
                RecordKind.Price => (double)(Value / symbol.Name.Multiplier),
                RecordKind.Depth => (double)Value2,
                RecordKind.Funding => (double)Value,
                _ => 0,
            },
            Instrument = symbol.Instrument,
            Venue = symbol.Venue,
        };
    }
}
