using UltraCascade.Evaluation.Scoring;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// Puts single large orders into calm time: 69 fills of one venue, instrument, side and exchange time, received within a second, two million
/// dollars together. No label is added: one order is no cascade.
/// </summary>
public static class Whales
{
    /// <summary>Fills of one order.</summary>
    public const int Fills = 69;

    /// <summary>Whales at most.</summary>
    public const int Most = 10;

    private const long ArrivalNs = 900_000_000L;
    private const long FillMicroUsd = 2_000_000_000_000L / Fills;

    /// <summary>The stream's liquidations with a whale in the middle of each of its ten longest calm stretches.</summary>
    public static LiquidationTable Add(EvaluationStream stream, ulong seed)
    {
        ReadOnlySpan<EventRecord> records = stream.Table.Records;
        List<EventRecord> with = [.. records];
        int pattern = with.FindIndex(record => record.Kind == RecordKind.Liquidation);
        if (pattern < 0)
        {
            return stream.Table;
        }

        SplitMix64 random = new(seed);
        foreach (TimeSpanNs calm in stream.After(null).Calm.OrderByDescending(span => span.LengthNs).Take(Most))
        {
            long atNs = calm.FromNs + (calm.LengthNs / 2);
            for (int fill = 0; fill < Fills; fill++)
            {
                EventRecord record = records[pattern];
                record.ExchangeNs = atNs;
                record.ReceiveNs = atNs + (long)(random.NextUnit() * ArrivalNs);
                record.AmountMicroUsd = FillMicroUsd;
                record.Id = 0;
                with.Add(record);
            }
        }

        return stream.Table.With(with.ToArray());
    }
}
