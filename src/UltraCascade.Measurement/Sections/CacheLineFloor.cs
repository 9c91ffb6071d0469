using System.Runtime.CompilerServices;
using UltraCascade.Measurement.Statistics;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>
/// What the machine itself takes to bring one cache line from one processor to the other: two threads write one word in turn.
/// No message can be quicker, so every latency of the suite is read against this figure, taken in the same run.
/// <para>A sample is <see cref="TurnsPerSample"/> turns there and back, divided, so that the clock's own cost vanishes.</para>
/// </summary>
internal sealed class CacheLineFloor
{
    /// <summary>Above this the two processors are called far: they do not share a last-level cache.</summary>
    public const double NearBelowNs = 100;

    private const int TurnsPerSample = 16;
    private const int Samples = 20_000;
    private const int WarmUpSamples = 2_000;
    private const int WordsPerLine = 16;

    // The middle of three double lines: nobody else's data is on it.
    private readonly long[] _line = GC.AllocateArray<long>(3 * WordsPerLine, pinned: true);

    /// <summary>One-way times in picoseconds, so that a short hop keeps its digits.</summary>
    public LogLinearHistogram MeasurePicoseconds(PinnedPair pair)
    {
        LogLinearHistogram histogram = new();
        Volatile.Write(ref Word, 0);
        pair.RunBoth(() => Serve(histogram), Return);
        return histogram;
    }

    private ref long Word => ref _line[WordsPerLine];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Serve(LogLinearHistogram histogram)
    {
        ref long word = ref Word;
        long turn = 0;
        for (int sample = -WarmUpSamples; sample < Samples; sample++)
        {
            long beginNs = MonotonicClock.NowNs();
            for (int i = 0; i < TurnsPerSample; i++)
            {
                turn += 2;
                Volatile.Write(ref word, turn - 1);
                while (Volatile.Read(ref word) != turn)
                {
                }
            }

            if (sample >= 0)
            {
                histogram.Record((MonotonicClock.NowNs() - beginNs) * 1000 / (2 * TurnsPerSample));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Return()
    {
        ref long word = ref Word;
        long last = 2L * TurnsPerSample * (Samples + WarmUpSamples);
        for (long turn = 2; turn <= last; turn += 2)
        {
            while (Volatile.Read(ref word) != turn - 1)
            {
            }

            Volatile.Write(ref word, turn);
        }
    }
}
