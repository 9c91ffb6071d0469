namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Which venue has which lane of an instrument's matrix: lanes are given in order of appearance, eight at most. A ninth venue is not
/// correlated on that instrument.
/// </summary>
public sealed class VenueLanes
{
    /// <summary>Lanes of an instrument's matrix.</summary>
    public const int Count = 8;

    private readonly byte[] _venues;
    private readonly byte[] _used;

    /// <summary>Allocates for <paramref name="matrices"/> matrices.</summary>
    public VenueLanes(int matrices)
    {
        _venues = new byte[matrices * Count];
        _used = new byte[matrices];
    }

    /// <summary>Lanes in use.</summary>
    public int Used(int matrix) => _used[matrix];

    /// <summary>The venue of a lane.</summary>
    public byte Venue(int matrix, int lane) => _venues[(matrix * Count) + lane];

    /// <summary>The lane of a venue, given now if it is new; <see cref="CoincidenceEvent.NoLane"/> when all are taken.</summary>
    public byte LaneOf(int matrix, byte venue)
    {
        Span<byte> venues = _venues.AsSpan(matrix * Count, Count);
        int used = _used[matrix];
        for (int lane = 0; lane < used; lane++)
        {
            if (venues[lane] == venue)
            {
                return (byte)lane;
            }
        }

        if (used == Count)
        {
            return CoincidenceEvent.NoLane;
        }

        venues[used] = venue;
        _used[matrix]++;
        return (byte)used;
    }
}
