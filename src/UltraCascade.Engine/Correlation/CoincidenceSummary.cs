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

    /// <summary>The summary of a matrix at <paramref name="engineNs"/>.</summary>
    public CorrelationReading Read(int matrix, long engineNs)
    {
        long age = engineNs - _readNs[matrix];
        bool due = (_changed[matrix] && age >= IntervalNs) || (_readings[matrix].DefinedPairs > 0 && age >= ExpiryNs);
        if (due)
        {
            _changed[matrix] = false;
            _readNs[matrix] = engineNs;
            WorkOut(matrix, engineNs, ref _readings[matrix]);
        }

        return _readings[matrix];
    }

    private void WorkOut(int matrix, long nowNs, ref CorrelationReading reading)
    {
        int used = _lanes.Used(matrix);
        _lead.AsSpan().Clear();
        _leadVariance.AsSpan().Clear();
        double sum = 0;
        int pairs = 0;
        bool censored = false;
        for (int row = 0; row < used; row++)
        {
            _decay[row] = _matrix.Decay(matrix, row, nowNs);
        }

        for (int a = 0; a < used; a++)
        {
            for (int b = a + 1; b < used; b++)
            {
                Coincidence forth = Pair(matrix, a, b, nowNs, ref censored);
                Coincidence back = Pair(matrix, b, a, nowNs, ref censored);
                if (forth.Defined || back.Defined)
                {
                    pairs++;
                    sum += Math.Max(Shown(forth), Shown(back));
                }

                if (forth.Defined && back.Defined)
                {
                    NoteLead(a, b, in forth, in back);
                }
            }
        }

        reading.DefinedPairs = (byte)pairs;
        reading.MeanCoincidence = pairs == 0 ? float.NaN : (float)(sum / pairs);
        reading.Leader = Leader(matrix, used);
        reading.Censored = censored ? (byte)1 : (byte)0;
    }

    private Coincidence Pair(int matrix, int row, int lane, long nowNs, ref bool censored)
    {
        if (_throttle.IsSaturated(matrix, _lanes.Venue(matrix, lane), nowNs))
        {
            censored = true;
            return default;
        }

        return _matrix.Read(matrix, row, lane, _decay[row]);
    }

    private static double Shown(Coincidence pair) => pair.Defined ? Math.Clamp(pair.E, 0.0, 1.0) : 0.0;

    private void NoteLead(int a, int b, in Coincidence forth, in Coincidence back)
    {
        double lead = forth.E - back.E;
        double variance = (forth.StandardError * forth.StandardError) + (back.StandardError * back.StandardError);
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
