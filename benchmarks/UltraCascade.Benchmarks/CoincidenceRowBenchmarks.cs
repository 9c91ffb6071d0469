using BenchmarkDotNet.Attributes;
using UltraCascade.Engine.Correlation;

namespace UltraCascade.Benchmarks;

/// <summary>One event into its row of the matrix over 64 instruments: the same arithmetic, to the bit, in four widths.</summary>
public class CoincidenceRowBenchmarks
{
    private const int Lanes = 64;
    private readonly int[] _counts = GC.AllocateArray<int>(4 * Lanes, pinned: true);
    private readonly float[] _sums = GC.AllocateArray<float>(CoincidenceRow.Sums * Lanes, pinned: true);

    [GlobalSetup]
    public void Setup()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int moment = 0; moment < 4; moment++)
            {
                _counts[(moment * Lanes) + lane] = (lane % 5) + (moment * (1 + (lane % 3)));
            }
        }
    }

    [Benchmark(Baseline = true)]
    public float Scalar() => Add<ScalarRow>();

    [Benchmark]
    public float Vector128() => Add<Row128>();

    [Benchmark]
    public float Vector256() => Add<Row256>();

    [Benchmark]
    public float Vector512() => Add<Row512>();

    private float Add<TRow>()
        where TRow : struct, IRowKernel
    {
        TRow.Add(ref _counts[0], ref _sums[0], Lanes, 0.999f);
        return _sums[0];
    }
}
