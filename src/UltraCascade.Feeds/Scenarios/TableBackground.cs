using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// A denser or sparser background for recorded liquidations, of which nobody knows what set them off. Background is every
/// liquidation outside the labelled stretches. With factor f there are ⌈f⌉ runs of it; of run k (from 0) each liquidation is kept with
/// probability f − k, at most 1. Run 0 stays where it is; run k is turned in time by k/⌈f⌉ of the table's span, what leaves at the end
/// coming in at the beginning, and goes on through the labelled stretches. So clusters stay clusters above 1, and are thinned out
/// below 1; the hours of the day are mixed; the turned runs have holes where labels were. Labelled stretches and market data stay.
/// </summary>
internal static class TableBackground
{
    /// <summary>The records with f times the background, in no order.</summary>
    public static EventRecord[] Scale(ReadOnlySpan<EventRecord> records, IReadOnlyList<(long FromNs, long ToNs)> labelled, double factor, ulong seed)
    {
        int runs = Math.Max(1, (int)Math.Ceiling(factor));
        var scaled = new List<EventRecord>(records.Length * runs);
        long beginNs = records.IsEmpty ? 0 : records[0].ReceiveNs;
        long spanNs = records.IsEmpty ? 1 : records[^1].ReceiveNs - beginNs + 1;
        for (int run = 0; run < runs; run++)
        {
            ScenarioRandom random = ScenarioRandom.Fork(seed, run);
            long turnNs = spanNs / runs * run;
            foreach (ref readonly EventRecord record in records)
            {
                bool background = record.Kind == RecordKind.Liquidation && !IsLabelled(record.ExchangeNs, labelled);
                if (background && random.NextDouble() < factor - run)
                {
                    scaled.Add(Turned(record, beginNs, spanNs, turnNs, run));
                }
                else if (!background && run == 0)
                {
                    scaled.Add(record);
                }
            }
        }

        return [.. scaled];
    }

    private static EventRecord Turned(EventRecord record, long beginNs, long spanNs, long turnNs, int run)
    {
        long receiveNs = beginNs + ((record.ReceiveNs - beginNs + turnNs) % spanNs);
        record.ExchangeNs += receiveNs - record.ReceiveNs;
        record.ReceiveNs = receiveNs;
        if (run > 0 && record.Id != 0)
        {
            // Another order than the one it is a copy of. Never 0: that would mean no id.
            record.Id = (new ScenarioRandom(record.Id + (ulong)run).Next() << 1) | 1;
        }

        return record;
    }

    private static bool IsLabelled(long ns, IReadOnlyList<(long FromNs, long ToNs)> labelled)
    {
        foreach ((long fromNs, long toNs) in labelled)
        {
            if (ns >= fromNs && ns <= toNs)
            {
                return true;
            }
        }

        return false;
    }
}
