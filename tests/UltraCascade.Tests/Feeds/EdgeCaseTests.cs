using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Each edge case is what its name says, and its label tells the truth; a detector is judged by them.</summary>
internal sealed class EdgeCaseTests
{
    [Test]
    public void ShouldHaveNothingInNoEvents()
    {
        GeneratedScenario scenario = Generate("no-events");
        Assert.That((scenario.Rows.Count, scenario.Labels.Count, scenario.ToTable().Count), Is.EqualTo((0, 0, 0L)));
    }

    [Test]
    public void ShouldHaveOneBillionDollarOrderInMegaEvent()
    {
        GeneratedScenario scenario = Generate("mega-event");
        ScenarioRow mega = scenario.Rows.MaxBy(row => row.NotionalUsd);
        Assert.That(mega.NotionalUsd, Is.EqualTo(1e9m).Within(200m), "a step of quantity is at most a thousandth of a bitcoin");
        Assert.That(mega.TimeUs, Is.EqualTo(scenario.OnsetUs));
        Assert.That(scenario.Labels, Is.Empty, "one order is no cascade");
    }

    [Test]
    public void ShouldHaveFiveHundredInASecondInRapidBurst()
    {
        GeneratedScenario scenario = Generate("rapid-burst");
        ScenarioLabel label = scenario.Labels.Single();
        Assert.That((label.OnsetUs, label.EndUs), Is.EqualTo((scenario.OnsetUs, scenario.OnsetUs + 1_000_000)));
        Assert.That(label.Events, Is.InRange(500, 505));
    }

    [Test]
    public void ShouldHaveTheCascadeOnOneVenueInSingleExchange()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            GeneratedScenario scenario = Generate("single-exchange", seed);
            Assert.That(Episode(scenario).Select(row => row.Venue).Distinct().Count(), Is.EqualTo(1));
            Assert.That(scenario.Rows.Select(row => row.Venue).Distinct().Count(), Is.GreaterThan(1), "the background is everywhere");
        }
    }

    [Test]
    public void ShouldGoRoundTheVenuesInAlternatingExchanges()
    {
        ScenarioRow[] episode = Episode(Generate("alternating-exchanges"));
        for (int i = 3; i < episode.Length; i++)
        {
            Assert.That(episode[i].Venue, Is.EqualTo(episode[i - 3].Venue).And.Not.EqualTo(episode[i - 1].Venue));
        }
    }

    [Test]
    public void ShouldHaveTheSameDollarsEachTimeInUniformSize() => Assert.That(
        Episode(Generate("uniform-size")).Select(row => row.NotionalUsd), Is.All.InRange(9_900m, 10_100m), "a step of quantity is at most a thousandth of a bitcoin");

    [Test]
    public void ShouldDoubleEveryTwoSecondsInExponentialGrowth()
    {
        int[] perStep = new int[5];
        for (ulong seed = 1; seed <= 20; seed++)
        {
            GeneratedScenario scenario = Generate("exponential-growth", seed);
            foreach (ScenarioRow row in Episode(scenario))
            {
                perStep[(row.TimeUs - scenario.OnsetUs) / 2_000_000]++;
            }
        }

        double[] growth = [.. perStep.Zip(perStep.Skip(1), (before, after) => after / (double)before)];
        Assert.That(growth, Is.All.InRange(1.7, 2.3));
    }

    [Test]
    public void ShouldFillOneOrderSixtyNineTimesInWhale()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            GeneratedScenario scenario = Generate("whale", seed);
            ScenarioRow[] fills = Episode(scenario);
            Assert.That(fills, Has.Length.EqualTo(69));
            Assert.That(fills.Select(row => (row.TimeUs, row.Venue, row.Symbol, row.Side)).Distinct().Single().TimeUs, Is.EqualTo(scenario.OnsetUs));
            Assert.That(fills.Select(row => row.ReceiveUs - row.TimeUs), Is.All.InRange(0, 1_000_000));
            Assert.That(fills.Max(row => row.ReceiveUs) - fills.Min(row => row.ReceiveUs), Is.GreaterThan(500_000));
            Assert.That(fills.Select(row => row.Id).Distinct().Count(), Is.EqualTo(69));
            Assert.That(scenario.Labels, Is.Empty);
        }
    }

    [Test]
    public void ShouldTurnRoundInWhipsaw()
    {
        GeneratedScenario scenario = Generate("whipsaw");
        Assert.That(scenario.Labels.Select(label => label.Kind), Is.EqualTo((string[])["cascade", "cascade"]));
        Assert.That(scenario.Labels[0].EndUs, Is.LessThan(scenario.Labels[1].OnsetUs));
        foreach ((ScenarioLabel label, PositionSide side) in scenario.Labels.Zip((PositionSide[])[PositionSide.Long, PositionSide.Short]))
        {
            ScenarioRow[] within = [.. scenario.Rows.Where(row => row.TimeUs >= label.OnsetUs && row.TimeUs <= label.EndUs)];
            Assert.That(within.Count(row => row.Side == side), Is.GreaterThan(within.Length * 0.9));
        }
    }

    [Test]
    public void ShouldKeepUpTheRateAskedForInStress()
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "stress", RatePerSecond = 5000, DurationSeconds = 15, CalmSeconds = 0 });
        int late = scenario.Rows.Count(row => row.TimeUs >= scenario.OnsetUs + 5_000_000);
        Assert.That(late, Is.EqualTo(50_000).Within(1200));
        Assert.That(scenario.Labels.Single().Events, Is.EqualTo(scenario.Rows.Count));
    }

    [Test]
    public void ShouldBeginWithTheRampWhetherThereIsCalmBeforeOrNot()
    {
        foreach (string name in (string[])["cascade", "flash-crash", "multi-exchange"])
        {
            for (ulong seed = 1; seed <= 50; seed++)
            {
                foreach (double calm in (double[])[0, 600])
                {
                    GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Seed = seed, CalmSeconds = calm });
                    ScenarioLabel label = scenario.Labels.Single();
                    Assert.That(label.OnsetUs, Is.EqualTo(scenario.BeginUs + (long)(calm * 1e6)));
                    int[] perSecond = [.. Enumerable.Range(0, 3).Select(s => scenario.Rows.Count(row => (row.TimeUs - label.OnsetUs) / 1_000_000 == s && row.TimeUs >= label.OnsetUs))];
                    Assert.That(perSecond[2], Is.GreaterThanOrEqualTo(35), $"{name} {seed}: tens per second in the third second");
                    Assert.That(perSecond.Sum(), Is.GreaterThanOrEqualTo(60));
                }
            }
        }
    }

    private static GeneratedScenario Generate(string name, ulong seed = 1) => ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Seed = seed });

    private static ScenarioRow[] Episode(GeneratedScenario scenario) => [.. scenario.Rows.Where(row => !row.Background)];
}
