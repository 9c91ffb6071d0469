using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Mean and leader of each matrix, worked out anew at most four times a second of engine time and only when something was evaluated: dozens of
/// pairs are too many for every event, and nobody reads them faster.
/// </summary>
/// <typeparam name="TRow">Row arithmetic.</typeparam>
public sealed class CoincidenceSummary<TRow>
    where TRow : struct, IRowKernel
{
    private const long IntervalNs = 250_000_000L;

    // A sum that decays needs no event to fall below the mass that defines it.
    private const long ExpiryNs = 30_000_000_000L;
    private const double StandardErrors = 2.0;

    private readonly CoincidenceMatrix<TRow> _matrix;
    private readonly VenueLanes _lanes;
    private readonly ThrottleLedger _throttle;
    private readonly CorrelationReading[] _readings;
    private readonly long[] _readNs;
    private readonly bool[] _changed;
    private readonly double[] _lead = new double[VenueLanes.Count];
    private readonly double[] _decay = new double[VenueLanes.Count];
    private readonly double[] _leadVariance = new double[VenueLanes.Count];

    // By row, then lane: E, its variance, and a bit for each lane of the row that is defined and may be shown.
    private readonly double[] _e = new double[VenueLanes.Count * VenueLanes.Count];
    private readonly double[] _variance = new double[VenueLanes.Count * VenueLanes.Count];
    private readonly uint[] _defined = new uint[VenueLanes.Count];

    /// <summary>Creates summaries of <paramref name="matrices"/> matrices.</summary>
    public CoincidenceSummary(int matrices, CoincidenceMatrix<TRow> matrix, VenueLanes lanes, ThrottleLedger throttle)
    {
        _matrix = matrix;
        _lanes = lanes;
        _throttle = throttle;
        _readings = new CorrelationReading[matrices];
        Array.Fill(_readings, CorrelationReading.Undefined);
        _readNs = new long[matrices];
        _changed = new bool[matrices];
    }

    /// <summary>Notes that a matrix was added to.</summary>
    public void MarkChanged(int matrix) => _changed[matrix] = true;

    /// <summary>Brings the summary of a matrix to <paramref name="engineNs"/> if it is due.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refresh(int matrix, long engineNs)
    {
        long age = engineNs - _readNs[matrix];
        if (age >= IntervalNs)
        {
            RefreshIfDue(matrix, engineNs, age);
        }
    }

    /// <summary>The summary of a matrix as it was last brought up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CorrelationReading Shown(int matrix) => _readings[matrix];

    private void RefreshIfDue(int matrix, long engineNs, long age)
    {
        if (_changed[matrix] || (_readings[matrix].DefinedPairs > 0 && age >= ExpiryNs))
        {
            _changed[matrix] = false;
            _readNs[matrix] = engineNs;
            WorkOut(matrix, engineNs, ref _readings[matrix]);
        }
    }

    private void WorkOut(int matrix, long nowNs, ref CorrelationReading reading)
    {
        int used = _lanes.Used(matrix);
        _lead.AsSpan().Clear();
        _leadVariance.AsSpan().Clear();
        uint saturated = used > 1 ? Saturated(matrix, used, nowNs) : 0;
        ReadRows(matrix, used, ~saturated, nowNs);
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < used; a++)
        {
            for (int b = a + 1; b < used; b++)
            {
                bool forth = (_defined[a] & (1u << b)) != 0;
                bool back = (_defined[b] & (1u << a)) != 0;
                if (forth || back)
                {
                    pairs++;
                    sum += Math.Max(Shown(forth, a, b), Shown(back, b, a));
                }

                if (forth && back)
                {
                    NoteLead(a, b);
                }
            }
        }

        reading.DefinedPairs = (byte)pairs;
        reading.MeanCoincidence = pairs == 0 ? float.NaN : (float)(sum / pairs);
        reading.Leader = Leader(matrix, used);
        reading.Censored = saturated != 0 ? (byte)1 : (byte)0;
    }

    // Pairs towards a saturated venue are not reported.
    private uint Saturated(int matrix, int used, long nowNs)
    {
        uint saturated = 0;
        for (int lane = 0; lane < used; lane++)
        {
            saturated |= _throttle.IsSaturated(matrix, _lanes.Venue(matrix, lane), nowNs) ? 1u << lane : 0u;
        }

        return saturated;
    }

    private void ReadRows(int matrix, int used, uint reported, long nowNs)
    {
        for (int row = 0; row < used; row += 4)
        {
            _matrix.FourDecays(matrix, row, nowNs).CopyTo(_decay, row);
        }

        for (int row = 0; row < used; row++)
        {
            uint defined = 0;
            for (int lane = 0; lane < used; lane += 4)
            {
                int place = (row * VenueLanes.Count) + lane;
                defined |= _matrix.ReadFour(matrix, row, lane, _decay[row], ref _e[place], ref _variance[place]) << lane;
            }

            _defined[row] = defined & reported;
        }
    }

    private double Shown(bool defined, int row, int lane) => defined ? Math.Clamp(_e[(row * VenueLanes.Count) + lane], 0.0, 1.0) : 0.0;

    private void NoteLead(int a, int b)
    {
        int forth = (a * VenueLanes.Count) + b;
        int back = (b * VenueLanes.Count) + a;
        double lead = _e[forth] - _e[back];
        double variance = _variance[forth] + _variance[back];
        _lead[a] += lead;
        _lead[b] -= lead;
        _leadVariance[a] += variance;
        _leadVariance[b] += variance;
    }

    // argmax of the lead; claimed only two standard errors above zero and above the runner-up. All leads here are under the
    // second that an echo may take, and a throttled venue pushes that late: it can neither be the leader nor the one beaten.
    private byte Leader(int matrix, int used)
    {
        int best = 0;
        int second = -1;
        for (int lane = 1; lane < used; lane++)
        {
            if (_lead[lane] > _lead[best])
            {
                second = best;
                best = lane;
            }
            else if (second < 0 || _lead[lane] > _lead[second])
            {
                second = lane;
            }
        }

        if (second < 0 || Involved(matrix, best) || Involved(matrix, second))
        {
            return Venue.None;
        }

        double margin = _lead[best] - _lead[second];
        bool aboveZero = _lead[best] > StandardErrors * Math.Sqrt(_leadVariance[best]);
        bool aboveSecond = margin > StandardErrors * Math.Sqrt(_leadVariance[best] + _leadVariance[second]);
        return aboveZero && aboveSecond ? _lanes.Venue(matrix, best) : Venue.None;
    }

    private bool Involved(int matrix, int lane) => Venue.IsThrottled(_lanes.Venue(matrix, lane));
}
