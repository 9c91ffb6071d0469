using System.Runtime.ExceptionServices;
using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation.Detectors;
using UltraCascade.Evaluation.InProcess;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Evaluation.Traces;
using UltraCascade.Feeds;

namespace UltraCascade.Evaluation;

/// <summary>
/// Runs our detector and its rivals over labelled streams under one scoring. Ours is the whole engine, in this process; sweeps and stresses use
/// its filter alone, whose alarms are the same.
/// </summary>
public sealed class Evaluator
{
    private const int MostAtOnce = 4;

    private readonly EvaluationOptions _options;
    private readonly DetectorFamily _ourFamily;
    private readonly DetectorTally _ours;
    private readonly DetectorTally _fixedRate = new(DetectorFamily.FixedRate.Name, DetectorFamily.FixedRate);
    private readonly DetectorTally _multiFactor = new(DetectorFamily.MultiFactor.Name, DetectorFamily.MultiFactor);
    private readonly DetectorTally _placebo;
    private readonly DetectorTally _always = new("constant_alarm", null);
    private readonly DetectorTally _never = new("constant_silence", null);
    private readonly DetectorFamily _placeboFamily;
    private readonly List<StreamResult> _streams = [];

    /// <summary>Prepares an evaluation.</summary>
    public Evaluator(EvaluationOptions options)
    {
        _options = options;
        _ourFamily = DetectorFamily.Shiryaev(options.Detector);
        _placeboFamily = DetectorFamily.Shiryaev(options.Detector, "placebo");
        _ours = new DetectorTally(_ourFamily.Name, _ourFamily);
        _placebo = new DetectorTally(_placeboFamily.Name, _placeboFamily);
    }

    /// <summary>How often the records of a stream are gone through, for progress.</summary>
    public int Passes => 3 + _options.Stresses.Count;

    /// <summary>Works through one stream.</summary>
    public void Add(EvaluationStream stream, Watch watch)
    {
        Truth truth = stream.After(_options.SplitNs);
        ShiryaevOptions detector = _options.Detector;
        MarketTraces? traces = null;
        MarketLog? log = null;
        ValueTrace? placebo = null;
        Together(
            () => traces = MarketTraces.Record(
                stream.Table, detector, _ourFamily.Floor, DetectorFamily.FixedRate.Floor, DetectorFamily.MultiFactor.Floor, watch),
            () =>
            {
                log = EngineRun.Run(stream.Table, detector, watch);
                placebo = MarketTraces.RecordShiryaev(HourShuffle.Apply(stream.Table, _options.Seed), detector, _placeboFamily.Floor, watch);
            });
        _streams.Add(Tally(stream, truth, traces!, log!, placebo!));
        AddStresses(stream, truth, watch);
    }

    /// <summary>What it all comes to.</summary>
    public EvaluationResult ToResult() => new(
        [.. new[] { _ours, _fixedRate, _multiFactor, _placebo, _always, _never }.Select(tally => tally.ToResult())], _streams);

    private StreamResult Tally(EvaluationStream stream, Truth truth, MarketTraces traces, MarketLog log, ValueTrace placebo)
    {
        List<AlarmInterval> fixedRate = traces.Counts.Apply(DetectorFamily.FixedRate.RuleAt(DetectorFamily.FixedRate.Threshold));
        List<AlarmInterval> multiFactor = traces.Scores.Apply(DetectorFamily.MultiFactor.RuleAt(DetectorFamily.MultiFactor.Threshold));
        List<AlarmInterval> shuffled = placebo.Apply(_placeboFamily.RuleAt(_placeboFamily.Threshold));
        IReadOnlyList<AlarmInterval> always = ConstantAlarms.Always(stream.Span.FromNs, stream.Span.ToNs);
        _ours.Add(truth, log.Alarms, log.LevelChangesByEpisode.Sum(), log.LevelChangesByEpisode.Count);
        _fixedRate.Add(truth, fixedRate);
        _multiFactor.Add(truth, multiFactor);
        _placebo.Add(truth, shuffled);
        _always.Add(truth, always);
        _never.Add(truth, ConstantAlarms.Never);
        Together(
            () => _ours.AddSweep(truth, traces.Shiryaev),
            () => _placebo.AddSweep(truth, placebo),
            () => _fixedRate.AddSweep(truth, traces.Counts),
            () => _multiFactor.AddSweep(truth, traces.Scores));
        return new StreamResult
        {
            Stream = stream,
            Truth = truth,
            Records = traces.Records,
            Alarms =
            [
                (_ourFamily.Name, log.Alarms), (DetectorFamily.FixedRate.Name, fixedRate),
                (DetectorFamily.MultiFactor.Name, multiFactor), (_placeboFamily.Name, shuffled),
            ],
        };
    }

    private void AddStresses(EvaluationStream stream, Truth truth, Watch watch)
    {
        DetectorFamily[] families = [_ourFamily, DetectorFamily.FixedRate, DetectorFamily.MultiFactor];
        AlarmRule[] rules = [.. families.Select(family => family.RuleAt(family.Threshold))];
        List<AlarmInterval>[][] alarms = new List<AlarmInterval>[_options.Stresses.Count][];
        Together([.. _options.Stresses.Select((stress, i) => (Action)(() => alarms[i] = Under(stress)))]);
        for (int i = 0; i < alarms.Length; i++)
        {
            _ours.AddStress(_options.Stresses[i], truth, alarms[i][0]);
            _fixedRate.AddStress(_options.Stresses[i], truth, alarms[i][1]);
            _multiFactor.AddStress(_options.Stresses[i], truth, alarms[i][2]);
        }

        List<AlarmInterval>[] Under(string stress)
        {
            LiquidationTable table = StressCatalogue.Apply(stress, stream, _options.Seed);
            MarketTraces traces = MarketTraces.Record(table, _options.Detector, rules[0].ClearBelow, rules[1].ClearBelow, rules[2].ClearBelow, watch);
            return [traces.Shiryaev.Apply(rules[0]), traces.Counts.Apply(rules[1]), traces.Scores.Apply(rules[2])];
        }
    }

    // Several traces of a week are a few hundred megabytes: not more at once than this, however many cores there are.
    private static void Together(params Action[] actions)
    {
        try
        {
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostAtOnce, Environment.ProcessorCount) }, actions);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions.FirstOrDefault(inner => inner is OperationCanceledException) ?? exception.InnerExceptions[0]);
        }
    }
}
