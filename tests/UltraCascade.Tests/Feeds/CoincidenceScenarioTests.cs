using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>
/// The scenarios of known coincidence give it back when it is computed from its definition. Else a correlation that fails on them would
/// not be known to be wrong.
/// </summary>
internal sealed class CoincidenceScenarioTests
{
    private const int Seeds = 40;

    [TestCase("coincidence-copies", 0.85, 0.02)]
    [TestCase("coincidence-copies-burst", 0.85, 0.02)]
    [TestCase("coincidence-independent", 0.0, 0.02)]
    [TestCase("coincidence-shared-bursts", -0.06, 0.06)]
    public void ShouldGiveBackWhatIsExpected(string name, double mean, double meanTolerance)
    {
        var values = new List<double>();
        int within = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Seed = seed });
            Assert.That(scenario.Coincidence, Is.Not.Empty);
            foreach (CoincidenceTruth truth in scenario.Coincidence)
            {
                (double value, double mass) = NaiveCoincidence.Of(scenario, truth.From, truth.To);
                Assert.That(truth.Defined, Is.True);
                Assert.That(mass, Is.GreaterThan(5), "below that it is undefined");
                within += value >= truth.Least && value <= truth.Most ? 1 : 0;
                values.Add(value);
            }
        }

        double average = values.Average();
        TestContext.Out.WriteLine($"{name}: {average:0.000} ± {Math.Sqrt(values.Average(v => (v - average) * (v - average))):0.000}, {within} of {values.Count} within");
        Assert.That(within, Is.GreaterThanOrEqualTo(0.95 * values.Count));
        Assert.That(average, Is.EqualTo(mean).Within(meanTolerance));
    }

    [Test]
    public void ShouldSaturateTheThrottledVenueAndExpectNothingTowardsIt()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "coincidence-throttled", Seed = seed });
            Assert.That(NaiveCoincidence.Saturation(scenario, "binance_um"), Is.GreaterThan(0.6));
            Assert.That(scenario.Coincidence.Where(truth => !truth.Defined).Select(truth => truth.To).Distinct(), Is.EqualTo((string[])["binance_um"]));

            // The reason why: the naive figure claims contagion between venues that know nothing of one another.
            Assert.That(NaiveCoincidence.Of(scenario, "okx", "binance_um").Value, Is.GreaterThan(0.15));
        }
    }

    [TestCase(0.4, 0.1, 1.0, 0.4)]
    [TestCase(1.0, 0.5, 1.5, 0.5)]
    [TestCase(0.85, 2.0, 3.0, 0.0)]
    public void ShouldDeriveTheExpectationFromProbabilityAndDelay(double probability, double low, double high, double expected)
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions
        {
            Scenario = "coincidence-copies", CopyProbability = probability, CopyDelaySeconds = (low, high), Seed = 3,
        });
        CoincidenceTruth truth = scenario.Coincidence[0];
        Assert.That((truth.Least + truth.Most) / 2, Is.EqualTo(expected).Within(1e-9));
        int lead = scenario.Rows.Count(row => row.Venue == truth.From);
        int copies = scenario.Rows.Count(row => row.Venue == truth.To);
        Assert.That(copies / (double)lead, Is.EqualTo(probability).Within(0.05));
    }

    [Test]
    public void ShouldLabelTheBurstsAsNeither()
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "coincidence-shared-bursts" });
        Assert.That(scenario.Labels, Has.Count.EqualTo(10));
        Assert.That(scenario.Labels.Select(label => label.Kind).Distinct(), Is.EqualTo((string[])["ignore"]));
        Assert.That(scenario.Labels.Select(label => label.Events), Is.All.GreaterThan(1200), "three venues at 100/s for five seconds");
    }
}
