using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// The stream of liquidations that the engine is measured with: instruments at random, four venues in turn, both sides, amounts
/// from a thousand to a million dollars, and a Tick after every 32 liquidations where ticks are wanted. Its time runs at a pace
/// of its own, <c>spacing</c> ns from one liquidation to the next, so that the windows hold 300 s / spacing events whatever
/// the rate at which they are sent. Every receive time occurs once and names the event. Seeded; allocates nothing.
/// </summary>
internal struct EventPattern
{
    /// <summary>Liquidations between two ticks.</summary>
    public const int PerTick = 32;

    /// <summary>Time of the first event: 2026-01-01 UTC.</summary>
    public const long StartNs = 1_767_225_600_000_000_000;

    /// <summary>The spacing at which the longest window, 300 s, holds 100,000 events.</summary>
    public const long SpacingFor100kHeld = 3_000_000;

    private const ulong Multiplier = 6_364_136_223_846_793_005;
    private const ulong Increment = 1_442_695_040_888_963_407;
    private const long MostDelayNs = 40_000_000;
    private static ReadOnlySpan<byte> Venues => [Venue.BinanceUm, Venue.Bybit, Venue.Okx, Venue.Hyperliquid];

    private readonly int _instruments;
    private readonly bool _ticks;
    private ulong _state;
    private long _records;
    private long _liquidations;

    /// <summary>A stream over feed indices 1 … <paramref name="instruments"/>.</summary>
    public EventPattern(int instruments, long spacingNs, bool ticks, ulong seed = 1)
    {
        _instruments = instruments;
        _ticks = ticks;
        _state = seed;
        SpacingNs = spacingNs;
        NowNs = StartNs;
    }

    /// <summary>Stream time between two liquidations.</summary>
    public long SpacingNs { get; set; }

    /// <summary>Stream time of the record written last.</summary>
    public long NowNs { get; private set; }

    /// <summary>How many of the first <paramref name="records"/> records of a stream with ticks are liquidations.</summary>
    public static long LiquidationsAmong(long records) => records - (records / (PerTick + 1));

    /// <summary>Writes the next record.</summary>
    public void Next(ref EventRecord record)
    {
        _records++;
        if (_ticks && _records % (PerTick + 1) == 0)
        {
            // At the time of the liquidation before it: time itself moves with liquidations only.
            record = new EventRecord { Kind = RecordKind.Tick, ExchangeNs = NowNs, ReceiveNs = NowNs };
            return;
        }

        NowNs += SpacingNs;
        int instrument = 1 + (int)(Draw() % (uint)_instruments);
        Liquidation(ref record, instrument, NowNs);
    }

    /// <summary>Writes a liquidation of one instrument at <paramref name="timeNs"/> and moves the stream's time there.</summary>
    public void NextOf(int instrument, long timeNs, ref EventRecord record)
    {
        NowNs = timeNs;
        Liquidation(ref record, instrument, timeNs);
    }

    private void Liquidation(ref EventRecord record, int instrument, long timeNs)
    {
        ulong random = Draw() | ((ulong)Draw() << 32);
        _liquidations++;
        record = new EventRecord
        {
            Kind = RecordKind.Liquidation,
            ExchangeNs = timeNs - (long)(random % MostDelayNs),
            ReceiveNs = timeNs,
            AmountMicroUsd = 1_000_000_000 + ((long)(random >> 20) % 999_000_000_000),
            Value = 100,
            Id = (ulong)_liquidations,
            Instrument = (ushort)instrument,
            Venue = Venues[(int)(_liquidations & 3)],
            Side = (random & 1) == 0 ? PositionSide.Long : PositionSide.Short,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Draw()
    {
        _state = (_state * Multiplier) + Increment;
        return (uint)(_state >> 32);
    }
}
