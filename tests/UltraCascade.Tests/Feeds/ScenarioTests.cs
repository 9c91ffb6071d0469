using System.Text;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>A seed means the same rows on every machine, and the labels tell the truth about them.</summary>
public sealed class ScenarioTests
{
    [Test]
    public void ShouldFollowThePublishedStreamOfItsGenerator()
    {
        // SplitMix64 of 0, from the authors' reference code, is what seeds the state.
        var random = new ScenarioRandom(0);
        Assert.That(random.Next(), Is.EqualTo(11091344671253066420UL));
        Assert.That(random.Next(), Is.EqualTo(13793997310169335082UL));
    }

    [Test]
    public void ShouldHaveTheStatedErrorInLogarithmAndExponential()
    {
        var random = new ScenarioRandom(5);
        double worstLn = 0;
        double worstExp = 0;
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? random.NextDouble() : Math.Pow(2, random.NextBetween(-1000, 1000));
            double exact = Math.Log(x);
            worstLn = Math.Max(worstLn, Math.Abs(PortableMath.Ln(x) - exact) / Math.Max(1, Math.Abs(exact)));
            double y = random.NextBetween(-700, 700);
            worstExp = Math.Max(worstExp, Math.Abs(PortableMath.Exp(y) - Math.Exp(y)) / Math.Exp(y));
        }

        // The library's own values are within half a unit in the last place, 1.2e-16.
        Assert.That(worstLn, Is.LessThanOrEqualTo(5.2e-16));
        Assert.That(worstExp, Is.LessThanOrEqualTo(6.2e-16));
        Assert.That(PortableMath.Ln(1), Is.Zero);
        Assert.That(PortableMath.Exp(0), Is.EqualTo(1));
    }

    [Test]
    public void ShouldLabelNothingInASteadyMarket()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            GeneratedScenario scenario = Generate("steady", seed);
            Assert.That(scenario.Labels, Is.Empty);
            Assert.That(scenario.Rows.Count / 2400.0, Is.InRange(0.9, 5.2));
        }
    }

    [Test]
    public void ShouldKeepToARateThatIsGiven()
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "steady", RatePerSecond = 50, CalmSeconds = 0, DurationSeconds = 1000 });
        Assert.That(scenario.Rows.Count, Is.EqualTo(50_000).Within(5 * Math.Sqrt(50_000)));
        double[] gaps = [.. scenario.Rows.Zip(scenario.Rows.Skip(1), (a, b) => (b.TimeUs - a.TimeUs) / 1e6)];
        Assert.That(gaps.Average(), Is.EqualTo(0.02).Within(0.001));
        Assert.That(gaps.Select(g => g * g).Average(), Is.EqualTo(2 * 0.02 * 0.02).Within(0.00005), "exponential: the mean square is twice the squared mean");
    }

    [TestCase("cascade", 46.0, 2.0, 20)]
    [TestCase("multi-exchange", 43.0, 2.0, 20)]
    [TestCase("flash-crash", 20.5, 1.0, 40)]
    public void ShouldLabelTheRampFromItsStartToTheEndOfItsFade(string name, double seconds, double ramp, int eventsInRamp)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            GeneratedScenario scenario = Generate(name, seed);
            ScenarioLabel label = scenario.Labels.Single();
            long startUs = scenario.Options.Start.ToUnixTimeMilliseconds() * 1000;
            Assert.That(label.OnsetUs, Is.EqualTo(startUs + 600_000_000));
            Assert.That(label.EndUs - label.OnsetUs, Is.EqualTo((long)(seconds * 1e6)));
            Assert.That(label.Kind, Is.EqualTo("cascade"));
            List<ScenarioRow> within = [.. scenario.Rows.Where(r => r.TimeUs >= label.OnsetUs && r.TimeUs <= label.EndUs)];
            Assert.That((label.Events, label.Usd), Is.EqualTo((within.Count, within.Sum(r => r.NotionalUsd))));
            Assert.That(label.Symbols, Is.EqualTo(3));
            Assert.That(within.Count(r => r.TimeUs < label.OnsetUs + (long)(ramp * 1e6)), Is.GreaterThanOrEqualTo(eventsInRamp / 2));
            Assert.That(within.Count(r => r.Side == PositionSide.Long), Is.GreaterThan(within.Count * 0.85));
            int calm = scenario.Rows.Count - within.Count;
            Assert.That(calm, Is.InRange(10, 60), "0.03 per second over the rest");
        }
    }

    [Test]
    public void ShouldHaveOneVenueLead()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            GeneratedScenario scenario = Generate("cascade", seed);
            ScenarioLabel label = scenario.Labels[0];
            var counts = scenario.Rows.Where(r => r.TimeUs >= label.OnsetUs && r.TimeUs <= label.EndUs).GroupBy(r => r.Venue).Select(g => g.Count()).OrderDescending().ToArray();
            Assert.That(counts, Has.Length.EqualTo(3));
            Assert.That(counts[0], Is.GreaterThan(counts[1] * 1.3));
        }
    }

    [TestCase("cascade")]
    [TestCase("steady")]
    public void ShouldLoadWhatItWrote(string name)
    {
        using var input = new InputFolder();
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions
        {
            Scenario = name,
            Venues = ["binance_um", "okx", "hyperliquid", "binance_cm", "bitmex", "gate"],
            Instruments = ["BTC", "DOGE", "NEWCOIN"],
            DurationSeconds = 120,
        });
        ScenarioFiles.WriteEvents(scenario, input["events.csv.gz"]);
        ScenarioFiles.WriteEvents(scenario, input["events.csv"]);
        ScenarioFiles.WriteLabels(scenario, input["labels.csv"]);
        Assert.That(File.ReadAllBytes(input["events.csv.gz"])[..2], Is.EqualTo((byte[])[0x1F, 0x8B]));
        var options = new ImportOptions { AllowedVenues = new HashSet<string> { "gate" } };
        LiquidationTable made = scenario.ToTable();
        foreach (string file in (string[])["events.csv.gz", "events.csv"])
        {
            LiquidationTable loaded = input.Load(options, input[file]);
            Assert.That(input.Errors, Is.Empty);
            Assert.That(loaded.Records.ToArray(), Is.EqualTo(made.Records.ToArray()));
            Assert.That(loaded.Instruments, Is.EqualTo(made.Instruments));
            Assert.That(loaded.Venues, Is.EqualTo(made.Venues));
        }

        string[] labels = File.ReadAllLines(input["labels.csv"]);
        Assert.That(labels[0], Is.EqualTo("onset_us,end_us,kind,usd,events,symbols"));
        Assert.That(labels, Has.Length.EqualTo(1 + scenario.Labels.Count));
    }

    [Test]
    public void ShouldLetTheSeedChangeTheRows() => Assert.That(EventText(Generate("cascade", 3)), Is.Not.EqualTo(EventText(Generate("cascade", 4))));

    [Test]
    public void ShouldRefuseOptionsOutOfRange()
    {
        var good = new ScenarioOptions();
        foreach (ScenarioOptions bad in (ScenarioOptions[])[
            good with { Scenario = "moon" }, good with { CalmSeconds = -1 }, good with { CalmSeconds = double.NaN }, good with { DurationSeconds = 0 },
            good with { RatePerSecond = -1 }, good with { Venues = [] }, good with { Instruments = [] }, good with { Instruments = ["a,b"] },
            good with { Venues = ["a,b"] }, good with { Venues = ["okx", "okx"] }, good with { CopyProbability = 1.5 },
            good with { CopyDelaySeconds = (2, 1) }, good with { BusyFactor = -1 }, good with { Side = PositionSide.None }, good with { Start = default }])
        {
            Assert.That(() => ScenarioGenerator.Generate(bad), Throws.ArgumentException);
        }

        Assert.That(() => ScenarioGenerator.Generate(good with { Scenario = "moon" }), Throws.ArgumentException.With.Message.Contains("steady, cascade, flash-crash"));
    }

    private static GeneratedScenario Generate(string name, ulong seed) => ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Seed = seed });

    private static string EventText(GeneratedScenario scenario)
    {
        using var text = new StringWriter();
        ScenarioFiles.WriteEvents(scenario, text);
        ScenarioFiles.WriteLabels(scenario, text);
        return text.ToString();
    }
}
