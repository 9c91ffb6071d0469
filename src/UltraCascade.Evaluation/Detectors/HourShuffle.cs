using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// The placebo's data: every liquidation keeps its hour (of UTC), but happens at a random moment of it. Rates by the hour, sizes, sides and
/// venues stay; cascades are gone. A detector that does as well on this has found nothing.
/// </summary>
public static class HourShuffle
{
    private const long HourNs = 3_600_000_000_000L;

    /// <summary>The shuffled table; the same for the same seed on every machine.</summary>
    public static LiquidationTable Apply(LiquidationTable table, ulong seed)
    {
        if (table.Records.IsEmpty)
        {
            return table;
        }

        EventRecord[] records = table.Records.ToArray();
        long firstNs = records[0].ReceiveNs;
        long lastNs = records[^1].ReceiveNs;
        SplitMix64 random = new(seed);
        foreach (ref EventRecord record in records.AsSpan())
        {
            if (record.Kind != RecordKind.Liquidation)
            {
                continue;
            }

            // The first and the last hour are as long as the stream has of them.
            long hour = record.ReceiveNs / HourNs * HourNs;
            long from = Math.Max(hour, firstNs);
            long to = Math.Min(hour + HourNs - 1, lastNs);
            long atNs = from + (long)(random.NextUnit() * (to - from + 1));
            record.ExchangeNs += atNs - record.ReceiveNs;
            record.ReceiveNs = atNs;
        }

        return table.With(records);
    }
}
