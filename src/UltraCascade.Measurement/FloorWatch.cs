using UltraCascade.Measurement.Machine;
using UltraCascade.Measurement.Sections;
using UltraCascade.Measurement.Statistics;

namespace UltraCascade.Measurement;

/// <summary>The floor at several moments of a run, and whether anything disturbed the threads that measured it.</summary>
internal sealed class FloorWatch(PinnedPair pair)
{
    private const int Tries = 5;

    private readonly CacheLineFloor _floor = new();
    private readonly List<LogLinearHistogram> _rounds = [];

    /// <summary>p50 of the first measurement, ns.</summary>
    public double FirstNs => NsOf(_rounds[0]);

    /// <summary>p50 of the last measurement, ns.</summary>
    public double LastNs => NsOf(_rounds[^1]);

    /// <summary>What disturbed the measurements, all of them together.</summary>
    public Disturbance Disturbance { get; private set; }

    /// <summary>The floor as a figure of the report; its distribution is in whole ns.</summary>
    public BenchResult Result
    {
        get
        {
            double[] medians = [.. _rounds.Select(NsOf)];
            return new BenchResult
            {
                Name = "floor",
                Unit = "ns",
                Value = Rounds.Median(medians),
                Best = medians.Min(),
                Rounds = medians.Length,
                Distribution = InWholeNs(),
            };
        }
    }

    /// <summary>Measures a few times and keeps the quickest: what disturbs can only add.</summary>
    public void Measure()
    {
        DisturbanceMark begin = DisturbanceMark.Take(pair);
        _rounds.Add(Enumerable.Range(0, Tries).Select(_ => _floor.MeasurePicoseconds(pair)).MinBy(NsOf)!);
        Disturbance seen = DisturbanceMark.Take(pair).Since(begin);
        Disturbance = Disturbance with
        {
            ElapsedSeconds = Disturbance.ElapsedSeconds + seen.ElapsedSeconds,
            Preemptions = Disturbance.Preemptions + seen.Preemptions,
        };
    }

    public void MeasureRounds(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Measure();
        }
    }

    private LogLinearHistogram InWholeNs()
    {
        LogLinearHistogram all = new();
        foreach (LogLinearHistogram round in _rounds)
        {
            all.Add(round);
        }

        return all.Scaled(1e-3);
    }

    private static double NsOf(LogLinearHistogram picoseconds) => picoseconds.Percentile(50) / 1000.0;
}
