using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UltraCascade.Engine.Numerics;

namespace UltraCascade.Engine.Correlation;

/// <summary>E of one ordered pair, with its standard error; undefined below <see cref="CoincidenceRow.MinNullMass"/>.</summary>
public readonly record struct Coincidence(bool Defined, double E, double StandardError);

/// <summary>
/// Many square matrices of coincidence sums, one for each instrument (or a single one), with <c>lanes</c> rows and lanes each, and the running
/// counts that feed them. All in three arrays allocated at start.
/// <para>
/// E_ab = 1 − M/N with M = Σ miss, N = Σ null (decayed, 300 s): the share of a's events echoed on b beyond chance. Standard error by the delta
/// method on the ratio R = M/N: √(Σw²(miss − R·null)²)/N, from the sums of squares.
/// </para>
/// </summary>
/// <typeparam name="TRow">Row arithmetic.</typeparam>
public sealed class CoincidenceMatrix<TRow>
    where TRow : struct, IRowKernel
{
    /// <summary>Moments around an event at which events are counted.</summary>
    public const int Moments = 4;

    private readonly int _lanes;
    private readonly int[] _counts;
    private readonly float[] _sums;
    private readonly long[] _rowNs;

    /// <summary>Allocates <paramref name="matrices"/> matrices of <paramref name="lanes"/> lanes (a multiple of 8).</summary>
    public CoincidenceMatrix(int matrices, int lanes)
    {
        _lanes = lanes;
        _counts = GC.AllocateArray<int>(matrices * Moments * lanes, pinned: true);
        _sums = GC.AllocateArray<float>(matrices * lanes * CoincidenceRow.Sums * lanes, pinned: true);
        _rowNs = GC.AllocateArray<long>(matrices * lanes, pinned: true);
    }

    /// <summary>Lanes of each matrix.</summary>
    public int LaneCount => _lanes;

    /// <summary>Counts one event of <paramref name="lane"/> at <paramref name="moment"/> (0 … 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int matrix, int moment, int lane) => TRow.Count(ref _counts[((matrix * Moments) + moment) * _lanes], _lanes, lane);

    /// <summary>
    /// Exponent by which the sums of <paramref name="row"/> decay to exchange time <paramref name="exchangeNs"/>: for
    /// <see cref="Evaluate"/>, so that the exponentials of several rows are taken at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double DecayExponent(int matrix, int row, long exchangeNs) =>
        (_rowNs[(matrix * _lanes) + row] - exchangeNs) * (1e-9 / CoincidenceRow.DecaySeconds);

    /// <summary>
    /// Evaluates an event of <paramref name="row"/> at exchange time <paramref name="exchangeNs"/> against all lanes;
    /// <paramref name="decay"/> is e to <see cref="DecayExponent"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate(int matrix, int row, long exchangeNs, double decay)
    {
        _rowNs[(matrix * _lanes) + row] = exchangeNs;
        TRow.Add(ref _counts[matrix * Moments * _lanes], ref _sums[RowStart(matrix, row)], _lanes, (float)decay);
    }

    /// <summary>By how much the sums of <paramref name="row"/> have decayed since its newest event, at exchange time <paramref name="nowNs"/>.</summary>
    public double Decay(int matrix, int row, long nowNs) =>
        Exponential.OfNonPositive(Math.Min(0, _rowNs[(matrix * _lanes) + row] - nowNs) * (1e-9 / CoincidenceRow.DecaySeconds));

    /// <summary>
    /// <see cref="Decay"/> of rows <paramref name="row"/> … <paramref name="row"/> + 3, side by side: the same bits.
    /// </summary>
    public Vector256<double> FourDecays(int matrix, int row, long nowNs)
    {
        Vector256<long> elapsed = Vector256.LoadUnsafe(ref _rowNs[(matrix * _lanes) + row]) - Vector256.Create(nowNs);
        return VectorExponential.OfNonPositive(
            Vector256.ConvertToDouble(Vector256.Min(elapsed, Vector256<long>.Zero)) * Vector256.Create(1e-9 / CoincidenceRow.DecaySeconds));
    }

    /// <summary>
    /// E and its variance (squared standard error) from <paramref name="row"/> to lanes <paramref name="lane"/> … <paramref name="lane"/> + 3, whose row has
    /// decayed by <paramref name="decay"/>; returns a bit for each lane that is defined. The bits of <see cref="Read(int, int, int, double)"/>.
    /// </summary>
    public uint ReadFour(int matrix, int row, int lane, double decay, ref double e, ref double variance)
    {
        ref float sums = ref _sums[RowStart(matrix, row) + lane];
        Vector256<double> miss = Four(ref sums);
        Vector256<double> none = Four(ref Unsafe.Add(ref sums, _lanes));
        Vector256<double> missMiss = Four(ref Unsafe.Add(ref sums, 2 * _lanes));
        Vector256<double> missNone = Four(ref Unsafe.Add(ref sums, 3 * _lanes));
        Vector256<double> noneNone = Four(ref Unsafe.Add(ref sums, 4 * _lanes));
        Vector256<double> ratio = miss / none;
        Vector256<double> squares = missMiss - (Vector256.Create(2.0) * ratio * missNone) + (ratio * ratio * noneNone);
        Vector256<double> error = Vector256.Sqrt(Vector256.Max(Vector256<double>.Zero, squares)) / none;
        (Vector256<double>.One - ratio).StoreUnsafe(ref e);
        (error * error).StoreUnsafe(ref variance);
        return Vector256.GreaterThanOrEqual(none * Vector256.Create(decay), Vector256.Create(CoincidenceRow.MinNullMass)).ExtractMostSignificantBits();
    }

    private static Vector256<double> Four(ref float source) => Vector256.WidenLower(Vector128.LoadUnsafe(ref source).ToVector256Unsafe());

    /// <summary>E from <paramref name="row"/> to <paramref name="lane"/> at exchange time <paramref name="nowNs"/>.</summary>
    public Coincidence Read(int matrix, int row, int lane, long nowNs) => Read(matrix, row, lane, Decay(matrix, row, nowNs));

    /// <summary>As the other, with the <see cref="Decay"/> of the row at hand.</summary>
    public Coincidence Read(int matrix, int row, int lane, double decay)
    {
        int start = RowStart(matrix, row) + lane;
        double miss = _sums[start];
        double none = _sums[start + _lanes];
        double mass = none * decay;
        if (mass < CoincidenceRow.MinNullMass)
        {
            return default;
        }

        double ratio = miss / none;
        double squares = _sums[start + (2 * _lanes)] - (2.0 * ratio * _sums[start + (3 * _lanes)])
            + (ratio * ratio * _sums[start + (4 * _lanes)]);
        return new Coincidence(true, 1.0 - ratio, Math.Sqrt(Math.Max(0.0, squares)) / none);
    }

    /// <summary>Forgets a lane as row and as column, and its counts: somebody else gets it.</summary>
    public void ClearLane(int matrix, int lane)
    {
        Array.Clear(_sums, RowStart(matrix, lane), CoincidenceRow.Sums * _lanes);
        for (int row = 0; row < _lanes; row++)
        {
            for (int sum = 0; sum < CoincidenceRow.Sums; sum++)
            {
                _sums[RowStart(matrix, row) + (sum * _lanes) + lane] = 0f;
            }
        }

        for (int moment = 0; moment < Moments; moment++)
        {
            _counts[(((matrix * Moments) + moment) * _lanes) + lane] = 0;
        }
    }

    private int RowStart(int matrix, int row) => ((matrix * _lanes) + row) * CoincidenceRow.Sums * _lanes;
}
