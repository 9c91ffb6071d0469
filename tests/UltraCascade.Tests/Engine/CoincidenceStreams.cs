using UltraCascade.Engine.Correlation;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

/// <summary>Seeded streams with a known coincidence.</summary>
internal static class CoincidenceStreams
{
    public const long Second = 1_000_000_000L;
    public const long Ms = 1_000_000L;

    /// <summary>A tracker that has seen the records and ten seconds more.</summary>
    public static CoincidenceTracker<TRow> Fed<TRow>(List<EventRecord> records, out long end)
        where TRow : struct, IRowKernel
    {
        CoincidenceTracker<TRow> tracker = new(100, 1 << 14);
        foreach (EventRecord record in records)
        {
            tracker.AdvanceTo(record.EngineNs);
            tracker.Add(in record);
        }

        end = records[^1].EngineNs + (10 * Second);
        tracker.AdvanceTo(end);
        return tracker;
    }

    public static List<EventRecord> Stream(int seed, int venues, int instruments, int events)
    {
        Random random = new(seed);
        List<EventRecord> records = [];
        long now = RandomStream.StartNs;
        for (int i = 0; i < events; i++)
        {
            now += random.NextInt64(1, i % 300 < 40 ? 60 * Ms : 900 * Ms);
            records.Add(At(now, (byte)random.Next(1, venues + 1), (ushort)random.Next(1, instruments + 1), i));
        }

        return records;
    }

    public static List<EventRecord> Copies(int seed, double rate, double copy)
    {
        List<EventRecord> lead = Poisson(seed, rate, Venue.Okx, 600);
        Random random = new(seed + 5000);
        List<EventRecord> copies = [.. lead.Where(_ => random.NextDouble() < copy)
            .Select(r => At(r.ExchangeNs + (long)((.1 + (.9 * random.NextDouble())) * Second), Venue.Bybit, 1, 0))];
        return Merge(lead, copies);
    }

    // The lead's 2/s background goes on between bursts of 100/s in which 85 of 100 events are copied too.
    public static List<EventRecord> CopiedBursts(int seed, double copy)
    {
        Random random = new(seed + 9000);
        List<EventRecord> lead = Merge(Poisson(seed, 2, Venue.Okx, 600), []);
        for (int i = 0; i < 4; i++)
        {
            lead = Merge(lead, Poisson(seed + (100 * i), 100, Venue.Okx, .5, from: (140 * i) + (60 * random.NextDouble())));
        }

        List<EventRecord> copies = [.. lead.Where(_ => random.NextDouble() < copy)
            .Select(r => At(r.ExchangeNs + (long)((.1 + (.9 * random.NextDouble())) * Second), Venue.Bybit, 1, 0))];
        return Merge(lead, copies);
    }

    public static List<EventRecord> Poisson(int seed, double rate, byte venue, double seconds, double from = 0)
    {
        Random random = new(seed);
        List<EventRecord> records = [];
        for (double t = from - (Math.Log(1 - random.NextDouble()) / rate); t < from + seconds; t -= Math.Log(1 - random.NextDouble()) / rate)
        {
            records.Add(At(RandomStream.StartNs + (long)(t * 1e9), venue, 1, 0));
        }

        return records;
    }

    public static List<EventRecord> Bursts(int sharedSeed, int seed, double rate, byte venue)
    {
        Random when = new(sharedSeed);
        List<EventRecord> records = Poisson(seed + 7, .2, venue, 600);
        for (int i = 0; i < 8; i++)
        {
            records = Merge(records, Poisson(seed + (100 * i), rate, venue, 2 + (4 * when.NextDouble()), from: (70 * i) + (40 * when.NextDouble())));
        }

        return records;
    }

    public static List<EventRecord> Merge(List<EventRecord> a, List<EventRecord> b) => [.. a.Concat(b).OrderBy(r => r.ExchangeNs)];

    public static List<EventRecord> Delayed(List<EventRecord> records, Func<EventRecord, long> delay)
    {
        List<EventRecord> delayed = [.. records.Select(r => r with { ReceiveNs = r.ReceiveNs + delay(r) }).OrderBy(r => r.ReceiveNs)];
        return [.. delayed.Select(r => r with { EngineNs = r.ReceiveNs })];
    }

    public static EventRecord At(long ns, byte venue, ushort instrument, long sequence) => new()
    {
        Kind = RecordKind.Liquidation,
        Sequence = sequence,
        ExchangeNs = ns,
        ReceiveNs = ns,
        EngineNs = ns,
        AmountMicroUsd = 1_000_000,
        Instrument = instrument,
        Venue = venue,
        Side = PositionSide.Long,
    };
}
