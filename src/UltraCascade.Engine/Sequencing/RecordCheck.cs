using UltraCascade.Protocol;

namespace UltraCascade.Engine.Sequencing;

/// <summary>What cannot be true in a record that a feed brings. Any program may write a feed, so nothing in it is believed unseen.</summary>
public static class RecordCheck
{
    private const long MaxTimeNs = 1L << 62;

    /// <summary>Whether every field of a feed's record is in its range; indices are looked up elsewhere.</summary>
    public static bool IsWellFormed(in EventRecord record)
    {
        if (record.ReceiveNs is <= 0 or >= MaxTimeNs || record.ExchangeNs is <= 0 or >= MaxTimeNs)
        {
            return false;
        }

        switch (record.Kind)
        {
            case RecordKind.Liquidation:
                return record.Side is PositionSide.Long or PositionSide.Short
                    && record.AmountMicroUsd is > 0 and <= EventRecord.MaxAmountMicroUsd
                    && double.IsFinite(record.Value) && record.Value >= 0;
            case RecordKind.Tick:
                return true;
            case RecordKind.Gap:
                return record.ExchangeNs <= record.ReceiveNs;
            case RecordKind.Price:
            case RecordKind.OpenInterest:
            case RecordKind.Funding:
            case RecordKind.Depth:
                return double.IsFinite(record.Value) && record.AmountMicroUsd is >= 0;
            default:
                return false;
        }
    }
}
