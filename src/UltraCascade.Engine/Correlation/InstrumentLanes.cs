using UltraCascade.Engine.Numerics;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Which instruments have the 64 lanes of the instrument matrix: the largest by decayed number of liquidations (time constant one hour). A
/// newcomer displaces the smallest when it is half as large again, so that two of about the same size do not take turns.
/// </summary>
public sealed class InstrumentLanes
{
    /// <summary>Lanes of the instrument matrix.</summary>
    public const int Count = 64;

    private const double DecayPerNs = -1.0 / 3600e9;
    private const double Displaces = 1.5;

    // The smallest is looked for at most once a second of exchange time: with many instruments without a lane, 64 exponentials for each of
    // their events would cost more than everything else.
    private const long SearchNs = 1_000_000_000L;

    private readonly byte[] _laneOf;
    private readonly ushort[] _instrument = new ushort[Count];
    private readonly ushort[] _tenancy = new ushort[Count];
    private readonly double[] _size;
    private readonly long[] _sizeNs;
    private long _smallestNs = long.MinValue / 2;
    private double _smallestSize;
    private int _smallest;
    private int _used;

    /// <summary>Allocates for <paramref name="instruments"/> instruments.</summary>
    public InstrumentLanes(int instruments)
    {
        _laneOf = new byte[instruments + 1];
        Array.Fill(_laneOf, CoincidenceEvent.NoLane);
        _size = new double[instruments + 1];
        _sizeNs = new long[instruments + 1];
    }

    /// <summary>Lanes in use.</summary>
    public int Used => _used;

    /// <summary>The tenancy of a lane: rises when it changes hands.</summary>
    public ushort Tenancy(int lane) => _tenancy[lane];

    /// <summary>The instrument of a lane.</summary>
    public ushort Instrument(int lane) => _instrument[lane];

    /// <summary>
    /// The lane of an instrument that has an event at <paramref name="exchangeNs"/>, or NoLane. <paramref name="changedHands"/>: the lane was somebody
    /// else's until now and must be cleared.
    /// </summary>
    public byte LaneFor(ushort instrument, long exchangeNs, out bool changedHands)
    {
        changedHands = false;
        double size = _size[instrument] = SizeAt(instrument, exchangeNs) + 1.0;
        _sizeNs[instrument] = exchangeNs;
        byte lane = _laneOf[instrument];
        if (lane != CoincidenceEvent.NoLane)
        {
            return lane;
        }

        if (_used < Count)
        {
            return Give(instrument, _used++);
        }

        if (exchangeNs - _smallestNs >= SearchNs)
        {
            _smallestNs = exchangeNs;
            _smallest = Smallest(exchangeNs, out _smallestSize);
        }

        int smallest = _smallest;
        if (size < Displaces * _smallestSize)
        {
            return CoincidenceEvent.NoLane;
        }

        _laneOf[_instrument[smallest]] = CoincidenceEvent.NoLane;
        _tenancy[smallest]++;
        _smallestNs = long.MinValue / 2;
        changedHands = true;
        return Give(instrument, smallest);
    }

    private byte Give(ushort instrument, int lane)
    {
        _laneOf[instrument] = (byte)lane;
        _instrument[lane] = instrument;
        return (byte)lane;
    }

    private int Smallest(long exchangeNs, out double size)
    {
        int smallest = 0;
        size = double.MaxValue;
        for (int lane = 0; lane < Count; lane++)
        {
            double candidate = SizeAt(_instrument[lane], exchangeNs);
            if (candidate < size)
            {
                size = candidate;
                smallest = lane;
            }
        }

        return smallest;
    }

    private double SizeAt(ushort instrument, long exchangeNs) =>
        _size[instrument] * Exponential.OfNonPositive(Math.Min(0L, _sizeNs[instrument] - exchangeNs) * -DecayPerNs);
}
