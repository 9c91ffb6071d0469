using UltraCascade.Evaluation.Calibration;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Tests.Evaluation;

internal sealed class CalibrationTests
{
    [Test]
    public void ShouldFindTheLineThatTheCountsLieOn()
    {
        // ARL = e^(−3 + 0.5·h) days, seen over 10,000 days so that rounding to whole alarms does not matter.
        const double Days = 10_000;
        (double, int)[] counts = [.. Enumerable.Range(4, 8).Select(h => ((double)h, (int)Math.Round(Days / Math.Exp(-3 + (.5 * h)))))];
        ArlFit fit = ArlFit.Of(counts, Days)!.Value;
        Assert.That(fit.Intercept, Is.EqualTo(-3).Within(1e-3));
        Assert.That(fit.Slope, Is.EqualTo(.5).Within(1e-3));
        Assert.That(fit.ThresholdFor(1), Is.EqualTo(6).Within(1e-2));
        Assert.That(fit.DaysAt(fit.ThresholdFor(2.5)), Is.EqualTo(2.5).Within(1e-9));
    }

    [Test]
    public void ShouldFitNothingThroughTooFewFalseAlarms()
    {
        Assert.That(ArlFit.Of([(3, 5), (4, 0), (5, 0)], 10), Is.Null);
        Assert.That(ArlFit.Of([(3, 5), (4, 5)], 10), Is.Null, "A line that does not rise is no fit.");
        Assert.That(ArlFit.Of([(3, 5), (4, 2)], 0), Is.Null);
    }

    [TestCase(1, 0, 1)]
    [TestCase(100, 0, 100)]
    [TestCase(100, 2, 81.9)]
    [TestCase(3, 1.645, 1.2)]
    public void ShouldAllowFewerFalseAlarmsTheFewerDaysThereAre(double wanted, double z, double allowed)
    {
        double n = Calibrator.Allowed(wanted, z);
        Assert.That(n, Is.EqualTo(allowed).Within(.05));
        Assert.That(n + (z * Math.Sqrt(n)), Is.EqualTo(wanted).Within(1e-9));
    }

    [Test]
    public void ShouldReadBackWhatItWrote()
    {
        CalibrationFile file = new()
        {
            Threshold = 7.31,
            Slope = .5,
            FalseAlarmsPerDay = 1,
            MeasuredPerDay = .9,
            CalmDays = 11.5,
            Intercept = -2,
            FitSlope = .4,
            Files = ["a.csv", "b.csv.gz"],
            Created = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        };
        CalibrationFile read = CalibrationFile.Parse(file.ToJson());
        Assert.That(read with { Files = file.Files }, Is.EqualTo(file));
        Assert.That(read.Files, Is.EqualTo(file.Files).AsCollection);
        Assert.That(read.ToDetector().Threshold, Is.EqualTo(7.31));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"a\":0.5}")]
    [TestCase("{\"h\":0}")]
    [TestCase("{\"h\":40}")]
    [TestCase("{\"h\":\"high\"}")]
    [TestCase("{\"h\":8,\"a\":-1}")]
    public void ShouldRefuseWhatIsNoCalibration(string text) => Assert.That(() => CalibrationFile.Parse(text), Throws.TypeOf<FormatException>());

    [Test]
    public void ShouldTakeAThresholdAlone() => Assert.That(CalibrationFile.Parse("{\"h\":8}").ToDetector().Slope, Is.EqualTo(.5));

    [Test]
    public void ShouldMeasureTheAreaUnderThePrecisionRecallCurve()
    {
        Assert.That(PrecisionRecall.Area([]), Is.Zero);
        Assert.That(PrecisionRecall.Area([(0, 0)]), Is.Zero);
        Assert.That(PrecisionRecall.Area([(1, 1)]), Is.EqualTo(1).Within(1e-12));
        Assert.That(PrecisionRecall.Area([(1, .5), (.5, 1)]), Is.EqualTo(.75).Within(1e-12));

        // A threshold that finds less with less precision than another takes nothing away.
        Assert.That(PrecisionRecall.Area([(1, .5), (.5, 1), (.4, .2)]), Is.EqualTo(.75).Within(1e-12));
    }

    [Test]
    public void ShouldInterpolateQuantilesBetweenOrderStatistics()
    {
        Assert.That(Score.Quantile([], .5), Is.NaN);
        Assert.That(Score.Quantile([3], .9), Is.EqualTo(3));
        Assert.That(Score.Quantile([4, 1, 2, 3], .5), Is.EqualTo(2.5).Within(1e-12));
        Assert.That(Score.Quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], .9), Is.EqualTo(10).Within(1e-12));
    }
}
