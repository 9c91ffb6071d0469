using UltraCascade.Protocol;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// Recognises further fills of one order: same venue, instrument, side and exchange time as the venue's newest event on that instrument,
/// within a second of its first fill. Their dollars count, they do not. Decided once, where venues merge, so that every handler agrees.
/// </summary>
public sealed class FillWatch
{
    /// <summary>A further fill arrives within this many ns of the first.</summary>
    public const long WindowNs = 1_000_000_000L;

    private readonly Newest[] _newest;

    /// <summary>Allocates for <paramref name="instruments"/> instruments.</summary>
    public FillWatch(int instruments) => _newest = GC.AllocateArray<Newest>((instruments + 1) * Venue.Capacity, pinned: true);

    /// <summary>Whether <paramref name="record"/> is a further fill at <paramref name="engineNs"/>; else it is the newest event from now on.</summary>
    public bool IsFurtherFill(in EventRecord record, long engineNs)
    {
        ref Newest newest = ref _newest[(record.Instrument * Venue.Capacity) + record.Venue];
        if (newest.ExchangeNs == record.ExchangeNs && newest.Side == record.Side && engineNs - newest.FirstNs < WindowNs)
        {
            return true;
        }

        newest.ExchangeNs = record.ExchangeNs;
        newest.FirstNs = engineNs;
        newest.Side = record.Side;
        return false;
    }

    private struct Newest
    {
        public long ExchangeNs;
        public long FirstNs;
        public PositionSide Side;
    }
}
