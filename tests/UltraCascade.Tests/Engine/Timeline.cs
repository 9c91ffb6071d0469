using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

/// <summary>Builds a feed's records in data time: liquidations where the test wants them, a Tick each 100 ms between.</summary>
internal sealed class Timeline
{
    public const long TickNs = 100_000_000L;

    private readonly List<EventRecord> _records = [];
    private long _nextTickNs = RandomStream.StartNs;

    public Timeline(long startNs = RandomStream.StartNs)
    {
        NowNs = startNs;
        _nextTickNs = startNs;
    }

    public long NowNs { get; private set; }

    public IReadOnlyList<EventRecord> Records => _records;

    /// <summary>Lets time pass, with its ticks.</summary>
    public Timeline Wait(double seconds)
    {
        NowNs += (long)(seconds * 1e9);
        for (; _nextTickNs <= NowNs; _nextTickNs += TickNs)
        {
            _records.Add(new EventRecord { Kind = RecordKind.Tick, ExchangeNs = _nextTickNs, ReceiveNs = _nextTickNs });
        }

        return this;
    }

    /// <summary>One liquidation now.</summary>
    public Timeline Liquidate(
        double usd = 1000, ushort instrument = 1, byte venue = Venue.Okx, PositionSide side = PositionSide.Long, ulong id = 0, double lateSeconds = 0,
        RecordFlags flags = RecordFlags.None)
    {
        _records.Add(new EventRecord
        {
            Kind = RecordKind.Liquidation,
            ExchangeNs = NowNs - (long)(lateSeconds * 1e9),
            ReceiveNs = NowNs,
            AmountMicroUsd = (long)(usd * 1e6),
            Value = 100,
            Id = id,
            Instrument = instrument,
            Venue = venue,
            Side = side,
            Flags = flags,
        });
        return this;
    }

    /// <summary>Evenly spaced liquidations.</summary>
    public Timeline Burst(int count, double spacingSeconds, double usd = 1000, ushort instrument = 1, byte venue = Venue.Okx)
    {
        for (int i = 0; i < count; i++)
        {
            Liquidate(usd, instrument, venue).Wait(spacingSeconds);
        }

        return this;
    }

    /// <summary>Any record.</summary>
    public Timeline Add(EventRecord record)
    {
        _records.Add(record);
        return this;
    }
}
