using UltraCascade.Engine.Sequencing;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

/// <summary>Seeded streams of liquidations with bursts, quiet stretches, equal times and several fills of one order.</summary>
internal static class RandomStream
{
    public const long StartNs = 1_700_000_000_000_000_000L;

    public static List<EventRecord> Liquidations(int seed, int count, int instruments, int venues)
    {
        FillWatch fills = new(instruments);
        Random random = new(seed);
        List<EventRecord> records = new(count);
        long now = StartNs;
        for (int i = 0; i < count; i++)
        {
            now += NextDelay(random);
            EventRecord record = new()
            {
                Kind = RecordKind.Liquidation,
                Sequence = i + 1,
                EngineNs = now,
                ReceiveNs = now,
                ExchangeNs = now - random.NextInt64(0, 500_000_000),
                AmountMicroUsd = random.NextInt64(1, 200_000_000_000),
                Instrument = (ushort)random.Next(1, instruments + 1),
                Venue = (byte)random.Next(1, venues + 1),
                Side = random.Next(2) == 0 ? PositionSide.Long : PositionSide.Short,
            };
            if (i > 0 && random.Next(4) == 0)
            {
                // A further fill of the order before: the same venue, instrument, side and exchange time.
                EventRecord before = records[^1];
                record.Instrument = before.Instrument;
                record.Venue = before.Venue;
                record.Side = before.Side;
                record.ExchangeNs = before.ExchangeNs;
            }

            record.Flags = fills.IsFurtherFill(in record, now) ? RecordFlags.Fill : RecordFlags.None;
            records.Add(record);
        }

        return records;
    }

    private static long NextDelay(Random random) => random.Next(10) switch
    {
        0 => 0,
        1 => 100_000_000,
        < 6 => random.NextInt64(0, 20_000_000),
        < 9 => random.NextInt64(0, 2_000_000_000),
        _ => random.NextInt64(0, 120_000_000_000),
    };
}
