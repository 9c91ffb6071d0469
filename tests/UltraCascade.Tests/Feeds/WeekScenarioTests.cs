using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>The labelled week has what the figures of the detector rest on.</summary>
internal sealed class WeekScenarioTests
{
    private static readonly Lazy<GeneratedScenario[]> s_weeks =
        new(() => [.. Enumerable.Range(1, 4).Select(seed => ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "week", Seed = (ulong)seed, CalmSeconds = 0 }))]);

    [Test]
    public void ShouldHaveOneToThreeCascadesADayFarEnoughApart()
    {
        foreach (GeneratedScenario week in s_weeks.Value)
        {
            ScenarioLabel[] cascades = [.. week.Labels.Where(label => label.Kind == "cascade")];
            Assert.That(cascades.GroupBy(label => (label.OnsetUs - week.BeginUs) / 86_400_000_000).Select(day => day.Count()), Is.All.InRange(1, 3));
            Assert.That(cascades, Has.Length.InRange(7, 21));
            Assert.That(cascades.Zip(cascades.Skip(1), (a, b) => b.OnsetUs - a.OnsetUs), Is.All.GreaterThanOrEqualTo(2_700_000_000L));
            Assert.That(cascades.Select(label => label.Events), Is.All.GreaterThan(100));
            Assert.That(cascades.Max(label => label.Usd), Is.GreaterThan(3 * cascades.Min(label => label.Usd)), "varied size");
            Assert.That(cascades.Select(label => label.Symbols).Max(), Is.EqualTo(5));
        }
    }

    [Test]
    public void ShouldBeFourTimesAsBusyInTheThirdQuarter()
    {
        double[] quarters = new double[4];
        foreach (GeneratedScenario week in s_weeks.Value)
        {
            double quarterUs = (week.EndUs - week.BeginUs) / 4.0;
            foreach (ScenarioRow row in week.Rows.Where(row => row.Background && row.Venue != "binance_um"))
            {
                quarters[Math.Min(3, (int)((row.TimeUs - week.BeginUs) / quarterUs))]++;
            }
        }

        // A quarter is a day and three quarters, so the wave of the day weighs a little differently in each.
        double calm = (quarters[0] + quarters[1] + quarters[3]) / 3;
        Assert.That(quarters[2] / calm, Is.EqualTo(4).Within(0.6));
    }

    [Test]
    public void ShouldHaveClustersAndLabelTheLargeOnesAsNeither()
    {
        foreach (GeneratedScenario week in s_weeks.Value)
        {
            ScenarioLabel[] large = [.. week.Labels.Where(label => label.Kind == "ignore")];
            Assert.That(large, Has.Length.InRange(1, 30));
            Assert.That(large.Select(label => label.Events), Is.All.GreaterThanOrEqualTo(6), "members on the throttled venue may be lost");
        }

        // Self-exciting: the number in 20 s varies far more than that of a Poisson stream (variance = mean).
        GeneratedScenario calm = s_weeks.Value[0];
        long endUs = calm.BeginUs + (86_400_000_000L / 4);
        int[] counts = new int[86_400 / 4 / 20];
        foreach (ScenarioRow row in calm.Rows.Where(row => row.Background && row.TimeUs < endUs && row.Venue != "binance_um"))
        {
            counts[Math.Min(counts.Length - 1, (row.TimeUs - calm.BeginUs) / 20_000_000)]++;
        }

        double mean = counts.Average();
        Assert.That(counts.Average(count => (count - mean) * (count - mean)) / mean, Is.GreaterThan(1.15));
    }

    [Test]
    public void ShouldPushAtMostOneOfASymbolInASecondOnTheThrottledVenue()
    {
        foreach (GeneratedScenario week in s_weeks.Value)
        {
            foreach (IGrouping<string, ScenarioRow> symbol in week.Rows.Where(row => row.Venue == "binance_um").GroupBy(row => row.Symbol))
            {
                long[] pushes = [.. symbol.Select(row => row.ReceiveUs)];
                Assert.That(pushes.Zip(pushes.Skip(1), (a, b) => b - a), Is.All.GreaterThanOrEqualTo(1_000_000L));
                Assert.That(symbol.Select(row => row.ReceiveUs - row.TimeUs), Is.All.InRange(1, 1_000_000));
            }

            Assert.That(week.Rows.Where(row => row.Venue != "binance_um").All(row => row.ReceiveUs == row.TimeUs), Is.True);
        }
    }

    [Test]
    public void ShouldPushTheLargestOfASlot()
    {
        List<ScenarioRow> rows = [Row(0, 10), Row(400_000, 30), Row(999_999, 20), Row(1_000_000, 5), Row(5_000_000, 1), Row(5_000_000, 1)];
        List<ScenarioRow> pushed = PushThrottle.Apply(rows, "binance_um");
        Assert.That(pushed.Select(row => (row.TimeUs, row.ReceiveUs, row.NotionalUsd)), Is.EqualTo(
            ((long, long, decimal)[])[(400_000, 1_000_000, 30), (1_000_000, 2_000_000, 5), (5_000_000, 6_000_000, 1)]));
        Assert.That(PushThrottle.Apply(rows, "okx"), Is.EqualTo(rows));

        static ScenarioRow Row(long us, decimal usd) => new(us, us, "binance_um", "BTCUSDT", default, 1, usd, usd, 1, Background: true);
    }

    [Test]
    public void ShouldHaveTensOfThousandsOfRowsInOrderOfReceipt()
    {
        foreach (GeneratedScenario week in s_weeks.Value)
        {
            Assert.That(week.Rows, Has.Count.InRange(30_000, 150_000));
            Assert.That(week.Rows.Zip(week.Rows.Skip(1), (a, b) => b.ReceiveUs >= a.ReceiveUs), Is.All.True);
        }
    }

    [Test]
    public void ShouldHaveAsManyDaysAsAskedForAndNoBusyQuarterAtFactorOne()
    {
        GeneratedScenario calm = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "week", DurationSeconds = 2 * 86_400, BusyFactor = 1 });
        GeneratedScenario busy = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "week", DurationSeconds = 2 * 86_400, BusyFactor = 4 });
        Assert.That(calm.Labels.Count(label => label.Kind == "cascade"), Is.InRange(2, 6));

        // 1.75 on average over the day; the third quarter of two days is the quieter half of a day.
        Assert.That(busy.Rows.Count(row => row.Background) / (double)calm.Rows.Count(row => row.Background), Is.InRange(1.45, 1.8));
        Assert.That(
            calm.Labels.Where(label => label.Kind == "cascade").Select(label => (label.OnsetUs, label.EndUs)),
            Is.EqualTo(busy.Labels.Where(label => label.Kind == "cascade").Select(label => (label.OnsetUs, label.EndUs))));
    }
}
