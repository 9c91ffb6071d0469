using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Made-up records that lead the engine through everything it does: several instruments and venues, both sides, ticks, repeated ids,
/// late ones, open interest, volatility and depth, and a cascade now and then that begins and ends an episode.
/// </summary>
internal sealed class WarmUpStream
{
    /// <summary>Instruments in the stream.</summary>
    public const int Instruments = 8;

    private const int TickEvery = 8;
    private const int CycleRecords = 1024;
    private const int CascadeRecords = 256;
    private const long CalmNs = 20_000_000;
    private const long CascadeNs = 4_000_000;
    private const long MicroUsd = 1_000_000;
    private static readonly RecordKind[] s_marketData = [RecordKind.OpenInterest, RecordKind.Depth, RecordKind.Price, RecordKind.Funding];
    private static readonly byte[] s_venues = [Venue.BinanceUm, Venue.Bybit, Venue.Okx, Venue.Hyperliquid];

    private readonly FeedWriter _writer;
    private long _nowNs;
    private long _records;

    /// <summary>A stream into <paramref name="writer"/>, which begins far enough before <paramref name="wallNs"/> never to reach it.</summary>
    public WarmUpStream(FeedWriter writer, long wallNs)
    {
        _writer = writer;
        _nowNs = wallNs - (24L * 3600 * 1_000_000_000);
        for (int i = 0; i < Instruments; i++)
        {
            _ = writer.AddInstrument($"WARM{i}/USDT:USDT", $"WARM{i}", default);
        }
    }

    /// <summary>Publishes the next record; false when the feed is full.</summary>
    public bool TryPublishNext()
    {
        EventRecord record = Next(_records);
        bool isCascade = _records % CycleRecords >= CycleRecords - CascadeRecords;
        if (!_writer.TryPublish(ref record))
        {
            return false;
        }

        _records++;
        _nowNs += isCascade ? CascadeNs : CalmNs;
        return true;
    }

    private EventRecord Next(long number)
    {
        EventRecord record = new() { ReceiveNs = _nowNs, ExchangeNs = _nowNs - 30_000_000 };
        long place = number % CycleRecords;
        if (place % TickEvery == 0)
        {
            record.Kind = RecordKind.Tick;
            return record;
        }

        bool isCascade = place >= CycleRecords - CascadeRecords;
        record.Instrument = (ushort)(1 + (isCascade ? number % 2 : number % Instruments));
        record.Venue = s_venues[number % 3 == 0 ? 0 : number & 3];
        if (!isCascade && place % 64 == 1)
        {
            record.Kind = s_marketData[(int)(place >> 6) % s_marketData.Length];
            record.AmountMicroUsd = (1_000_000_000 + number) * MicroUsd;
            record.Value = 100;
            return record;
        }

        record.Kind = RecordKind.Liquidation;
        record.Side = isCascade || number % 3 == 0 ? PositionSide.Long : PositionSide.Short;
        record.AmountMicroUsd = (1_000 + (number * 7919 % 200_000)) * MicroUsd;
        record.Value = 100;
        record.Id = (ulong)(number % 97 == 0 ? number - 1 : number);
        return record;
    }
}
