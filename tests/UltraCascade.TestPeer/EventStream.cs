using UltraCascade.Protocol;

namespace UltraCascade.TestPeer;

/// <summary>
/// A stream in which every record is a function of its position alone, so that any process can write any part of it and two
/// feeds written by different languages are equal. native/event_stream.h is its twin: change both.
/// <code>
/// position p      time = Epoch + p × 50 ms, in periods of 14,000 positions (700 s)
/// calm            the first 12,000: a liquidation every 20 s, else Tick
/// busy            the last 2,000: a liquidation every 100 ms, mostly of longs, else Tick
/// </code>
/// So alarms rise over a known background, clear, and are a new episode the next time.
/// </summary>
internal sealed class EventStream(int instruments)
{
    private const long EpochNs = 1_772_668_800_000_000_000L;
    private const long StepNs = 50_000_000L;
    private const long PeriodPositions = 14_000L;
    private const long BusyFrom = 12_000L;
    private const long BusyStride = 2L;
    private const long CalmStride = 400L;

    private static readonly byte[] s_venues = [Venue.Okx, Venue.Bybit, Venue.BinanceUm, Venue.Hyperliquid];

    public int Instruments => instruments;

    public static string InstrumentName(int index) => $"COIN{index}/USDT:USDT";

    public static string InstrumentBase(int index) => $"COIN{index}";

    public EventRecord At(long position)
    {
        long timeNs = EpochNs + (position * StepNs);
        EventRecord record = new() { Kind = RecordKind.Tick, ExchangeNs = timeNs, ReceiveNs = timeNs };
        if (position % (IsBusy(position) ? BusyStride : CalmStride) != 0)
        {
            return record;
        }

        ulong mix = Mix((ulong)position);
        record.Kind = RecordKind.Liquidation;
        record.ExchangeNs = timeNs - (long)((mix >> 5) % 40_000_000);
        record.Instrument = (ushort)(1 + (mix % (ulong)instruments));
        record.Venue = s_venues[(mix >> 8) % 4];
        record.Side = ((mix >> 16) & (IsBusy(position) ? 7UL : 1UL)) == 0 ? PositionSide.Short : PositionSide.Long;
        record.AmountMicroUsd = 1_000_000_000L + (long)((mix >> 20) % 500_000_000_000UL);
        record.Value = 100 + ((mix >> 40) % 10_000);
        record.Id = (ulong)position;
        return record;
    }

    private static bool IsBusy(long position) => position % PeriodPositions >= BusyFrom;

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
