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

    /// <summary>Steps in which one stream is worked through, for progress.</summary>
    public int StepsPerStream => 2 + _options.Stresses.Count;

    /// <summary>Works through one stream. <paramref name="onStep"/> is called after each step.</summary>
    public void Add(EvaluationStream stream, Action onStep, CancellationToken token)
    {
        Truth truth = stream.After(_options.SplitNs);
        ShiryaevOptions detector = _options.Detector;
        MarketTraces? traces = null;
        MarketLog? log = null;
        ValueTrace? placebo = null;
        Parallel.Invoke(
            () => traces = MarketTraces.Record(
                stream.Table, detector, _ourFamily.Floor, DetectorFamily.FixedRate.Floor, DetectorFamily.MultiFactor.Floor, token),
            () =>
            {
                log = EngineRun.Run(stream.Table, detector, token);
                placebo = MarketTraces.RecordShiryaev(HourShuffle.Apply(stream.Table, _options.Seed), detector, _placeboFamily.Floor, token);
            });
        onStep();
        _streams.Add(Tally(stream, truth, traces!, log!, placebo!));
        onStep();
        foreach (string stress in _options.Stresses)
        {
            AddStress(stream, truth, stress, token);
            onStep();
        }
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
        Parallel.Invoke(
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

    private void AddStress(EvaluationStream stream, Truth truth, string stress, CancellationToken token)
    {
        LiquidationTable table = StressCatalogue.Apply(stress, stream, _options.Seed);
        AlarmRule ours = _ourFamily.RuleAt(_ourFamily.Threshold);
        AlarmRule rate = DetectorFamily.FixedRate.RuleAt(DetectorFamily.FixedRate.Threshold);
        AlarmRule score = DetectorFamily.MultiFactor.RuleAt(DetectorFamily.MultiFactor.Threshold);
        MarketTraces traces = MarketTraces.Record(table, _options.Detector, ours.ClearBelow, rate.ClearBelow, score.ClearBelow, token);
        _ours.AddStress(stress, truth, traces.Shiryaev.Apply(ours));
        _fixedRate.AddStress(stress, truth, traces.Counts.Apply(rate));
        _multiFactor.AddStress(stress, truth, traces.Scores.Apply(score));
    }
}
