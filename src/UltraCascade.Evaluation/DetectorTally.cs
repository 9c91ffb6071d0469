using UltraCascade.Evaluation.Detectors;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Evaluation.Traces;

namespace UltraCascade.Evaluation;

/// <summary>Collects what one detector did, stream by stream.</summary>
internal sealed class DetectorTally
{
    private readonly string _name;
    private readonly DetectorFamily? _family;
    private readonly List<StreamScore> _scores = [];
    private readonly List<List<StreamScore>> _sweep = [];
    private readonly List<(string Name, List<StreamScore> Scores)> _stress = [];
    private long _levelChanges;
    private long _episodes;

    /// <summary>Begins with nothing; a detector without a threshold has no family.</summary>
    public DetectorTally(string name, DetectorFamily? family)
    {
        _name = name;
        _family = family;
        _sweep.AddRange((family?.Sweep ?? []).Select(_ => new List<StreamScore>()));
    }

    /// <summary>Adds one stream: the alarms at the detector's threshold, and how often its level changed in how many episodes.</summary>
    public void Add(Truth truth, IReadOnlyList<AlarmInterval> alarms, long levelChanges, int episodes)
    {
        _scores.Add(Scorer.Score(truth, alarms));
        _levelChanges += levelChanges;
        _episodes += episodes;
    }

    /// <summary>Adds one stream of a detector that knows two levels: each alarm is a change up and a change down.</summary>
    public void Add(Truth truth, IReadOnlyList<AlarmInterval> alarms) => Add(truth, alarms, 2 * alarms.Count, AlarmEpisode.Join(alarms).Count);

    /// <summary>Adds one stream to the sweep.</summary>
    public void AddSweep(Truth truth, ValueTrace trace)
    {
        for (int i = 0; i < _sweep.Count; i++)
        {
            _sweep[i].Add(Scorer.Score(truth, trace.Apply(_family!.RuleAt(_family.Sweep[i]))));
        }
    }

    /// <summary>Adds one stream under a stress.</summary>
    public void AddStress(string stress, Truth truth, IReadOnlyList<AlarmInterval> alarms)
    {
        int index = _stress.FindIndex(s => s.Name == stress);
        if (index < 0)
        {
            index = _stress.Count;
            _stress.Add((stress, []));
        }

        _stress[index].Scores.Add(Scorer.Score(truth, alarms));
    }

    /// <summary>What it all comes to.</summary>
    public DetectorResult ToResult()
    {
        Score score = Score.Of(_scores);
        double threshold = _family?.Threshold ?? double.NaN;
        OperatingPoint[] curve = _family is null
            ? [new OperatingPoint(threshold, score)]
            : [.. _family.Sweep.Zip(_sweep, (h, streams) => new OperatingPoint(h, Score.Of(streams)))];
        return new DetectorResult
        {
            Name = _name,
            Threshold = threshold,
            Score = score,
            AucPr = PrecisionRecall.Area(curve.Select(p => (p.Score.Recall, p.Score.Precision))),
            LevelChangesPerEpisode = _episodes > 0 ? (double)_levelChanges / _episodes : double.NaN,
            Curve = curve,
            Stress = [.. _stress.Select(s => (s.Name, Score.Of(s.Scores)))],
        };
    }
}
