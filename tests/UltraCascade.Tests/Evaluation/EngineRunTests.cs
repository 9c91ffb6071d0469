using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Evaluation.Detectors;
using UltraCascade.Evaluation.InProcess;
using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Traces;
using UltraCascade.Feeds;

namespace UltraCascade.Tests.Evaluation;

internal sealed class EngineRunTests
{
    [TestCase("cascade", 4.0)]
    [TestCase("cascade", 8.0)]
    [TestCase("week", 4.0)]
    [TestCase("week", 8.0)]
    [TestCase("whale", 2.0)]
    public void ShouldGiveTheAlarmsOfTheEngineFromTheFilterAlone(string scenario, double threshold)
    {
        // A sweep applies thresholds to a recorded trace: that is allowed only because it is the same as running the engine at each.
        LiquidationTable table = Duplicated(Table(scenario, 11));
        ShiryaevOptions detector = new() { Threshold = threshold };
        DetectorFamily family = DetectorFamily.Shiryaev(detector);
        ValueTrace trace = MarketTraces.RecordShiryaev(table, detector, family.Floor, Watch.None);
        MarketLog log = EngineRun.Run(table, detector, Watch.None);
        Assert.That(trace.Apply(family.RuleAt(threshold)), Is.EqualTo(log.Alarms).AsCollection);
        if (scenario != "whale")
        {
            Assert.That(log.Alarms, Is.Not.Empty);
        }
    }

    [Test]
    public void ShouldSeeNothingInASingleOrderOfManyFills()
    {
        LiquidationTable table = Table("steady", 3);
        EvaluationStream stream = new("steady", table, []);
        LiquidationTable whales = Whales.Add(stream, 1);
        Assert.That(whales.Count, Is.EqualTo(table.Count + Whales.Fills), "One calm stretch, one whale.");
        Assert.That(EngineRun.Run(whales, new ShiryaevOptions(), Watch.None).Alarms, Is.Empty);
    }

    [Test]
    public void ShouldShuffleTimesWithinTheHourAndNothingElse()
    {
        LiquidationTable table = Table("week", 5);
        LiquidationTable shuffled = HourShuffle.Apply(table, 9);
        Assert.That(HoursOf(shuffled), Is.EqualTo(HoursOf(table)).AsCollection);
        Assert.That(Amounts(shuffled), Is.EqualTo(Amounts(table)).AsCollection);
        Assert.That(shuffled.Records.ToArray().Select(r => r.ReceiveNs), Is.Ordered);
        Assert.That(shuffled.Records.ToArray(), Is.Not.EqualTo(table.Records.ToArray()).AsCollection);
        Assert.That(HourShuffle.Apply(table, 9).Records.ToArray(), Is.EqualTo(shuffled.Records.ToArray()).AsCollection, "The same seed gives the same data.");
    }

    [Test]
    public void ShouldRankTheDetectorAboveThePlaceboAndTheConstants()
    {
        Evaluator evaluator = new(new EvaluationOptions { Stresses = ["late"] });
        foreach (int seed in (int[])[1, 2])
        {
            GeneratedScenario scenario = Scenario("week", seed);
            evaluator.Add(Stream(scenario), Watch.None);
        }

        EvaluationResult result = evaluator.ToResult();
        string[] names = ["shiryaev", "fixed_rate", "multi_factor", "placebo", "constant_alarm", "constant_silence"];
        Assert.That(result.Detectors.Select(d => d.Name), Is.EqualTo(names).AsCollection);
        DetectorResult ours = result.Detectors[0];
        Assert.That(ours.Score.Recall, Is.EqualTo(1.0));
        Assert.That(result.Detectors.Skip(3).Select(d => d.Score.Precision), Is.All.LessThan(.5));
        Assert.That(result.Detectors.Skip(3).Select(d => d.AucPr), Is.All.LessThan(ours.AucPr));
        Assert.That(ours.Stress.Select(s => s.Stress), Is.EqualTo(new[] { "late" }).AsCollection);
        Assert.That(ours.Curve.Select(p => p.Score.Episodes).First(), Is.GreaterThanOrEqualTo(ours.Score.Episodes));
        Assert.That(result.Streams.Select(s => s.Records), Is.All.GreaterThan(200_000));
    }

    [Test]
    public void ShouldCalibrateOnFalseAlarmsInCalmTimeOnly()
    {
        Calibrator calibrator = new(new CalibrationOptions { FalseAlarmsPerDay = 4 });
        for (int seed = 1; seed <= 3; seed++)
        {
            calibrator.Add(Stream(Scenario("week", seed)), Watch.None);
        }

        CalibrationResult result = calibrator.ToResult()!;
        Assert.That(result.Threshold, Is.InRange(3, 24));
        Assert.That(result.Counts[0].FalseAlarms, Is.GreaterThanOrEqualTo(result.Counts[^1].FalseAlarms));
        Assert.That(result.CalmDays, Is.InRange(.3, 1.0));
    }

    private static EvaluationStream Stream(GeneratedScenario scenario) => new(
        scenario.Options.Scenario,
        scenario.ToTable(),
        [.. scenario.Labels.Select(l => new CascadeLabel(l.OnsetUs * 1000, l.EndUs * 1000, LabelKind.Cascade))]);

    private static GeneratedScenario Scenario(string name, int seed) => ScenarioGenerator.Generate(new ScenarioOptions
    {
        Scenario = name,
        Seed = (ulong)seed,
        DurationSeconds = name == "week" ? 8 * 3600 : null,
    });

    private static LiquidationTable Table(string name, int seed) => Scenario(name, seed).ToTable();

    // Some rows a second time, as a venue sends them after a reconnect.
    private static LiquidationTable Duplicated(LiquidationTable table) =>
        Perturbation.Apply(table, [], new PerturbationOptions { DuplicateShare = .05, Seed = 4 });

    private static long[] HoursOf(LiquidationTable table) => [.. table.Records.ToArray().Select(r => r.ReceiveNs / 3_600_000_000_000L)];

    private static long[] Amounts(LiquidationTable table) => [.. table.Records.ToArray().Select(r => r.AmountMicroUsd).Order()];
}
