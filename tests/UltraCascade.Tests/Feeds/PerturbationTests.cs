using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Each perturbation changes what it says, by exactly that much, and nothing else; else a stress test stresses another thing.</summary>
internal sealed class PerturbationTests
{
    private static readonly GeneratedScenario s_plain = ScenarioGenerator.Generate(new ScenarioOptions { Seed = 7 });

    [Test]
    public void ShouldChangeNothingByDefault()
    {
        Assert.That(Perturbation.Apply(s_plain, new PerturbationOptions()).Rows, Is.EqualTo(s_plain.Rows));
        LiquidationTable table = s_plain.ToTable();
        Assert.That(Perturbation.Apply(table, [], new PerturbationOptions()), Is.SameAs(table));
    }

    [Test]
    public void ShouldReceiveOneVenueLater()
    {
        GeneratedScenario late = Perturbation.Apply(s_plain, new PerturbationOptions { LateSeconds = 1, Venue = "okx" });
        ScenarioRow[] expected = [.. s_plain.Rows.Select(row => row.Venue == "okx" ? row with { ReceiveUs = row.ReceiveUs + 1_000_000 } : row).OrderBy(row => row.ReceiveUs)];
        Assert.That(late.Rows, Is.EqualTo(expected));
        Assert.That(late.Labels, Is.EqualTo(s_plain.Labels));
    }

    [TestCase(500)]
    [TestCase(-500)]
    [TestCase(-0.0005)]
    public void ShouldSkewOneClock(double milliseconds)
    {
        GeneratedScenario skewed = Perturbation.Apply(s_plain, new PerturbationOptions { SkewMs = milliseconds, Venue = "bybit" });
        long skewUs = (long)Math.Floor((milliseconds * 1000) + 0.5);
        Assert.That(skewed.Rows, Is.EqualTo(s_plain.Rows.Select(row => row.Venue == "bybit" ? row with { TimeUs = row.TimeUs + skewUs } : row)));
    }

    [Test]
    public void ShouldSilenceOneVenueForAWhile()
    {
        GeneratedScenario silent = Perturbation.Apply(s_plain, new PerturbationOptions { Outage = (605, 10), Venue = "okx" });
        long fromUs = s_plain.BeginUs + 605_000_000;
        ScenarioRow[] lost = [.. s_plain.Rows.Where(row => row.Venue == "okx" && row.ReceiveUs >= fromUs && row.ReceiveUs < fromUs + 10_000_000)];
        Assert.That(lost, Is.Not.Empty);
        Assert.That(silent.Rows, Is.EqualTo(s_plain.Rows.Except(lost)));
        Assert.That(silent.Labels, Is.EqualTo(s_plain.Labels), "it happened all the same");
    }

    [TestCase(0.05)]
    [TestCase(1.0)]
    public void ShouldSendAShareAgainWithTheSameIds(double share)
    {
        GeneratedScenario again = Perturbation.Apply(s_plain, new PerturbationOptions { DuplicateShare = share, Venue = "okx" });
        int ofVenue = s_plain.Rows.Count(row => row.Venue == "okx");
        Assert.That(again.Rows.Count - s_plain.Rows.Count, Is.EqualTo((int)Math.Round(share * ofVenue, MidpointRounding.AwayFromZero)));
        Assert.That(again.Rows.Zip(again.Rows.Skip(1), (a, b) => b.ReceiveUs >= a.ReceiveUs), Is.All.True);
        var seen = new Dictionary<ulong, ScenarioRow>();
        foreach (ScenarioRow row in again.Rows)
        {
            if (!seen.TryAdd(row.Id, row))
            {
                ScenarioRow first = seen[row.Id];
                Assert.That(row, Is.EqualTo(first with { ReceiveUs = row.ReceiveUs }));
                Assert.That(row.ReceiveUs - first.ReceiveUs, Is.GreaterThanOrEqualTo(500_000));
            }
        }

        Assert.That(seen.Values, Is.EqualTo(s_plain.Rows), "the first of each are what was there before");
    }

    [Test]
    public void ShouldTakeTheBusiestVenueWhenNoneIsNamedAndAllWhenAsked()
    {
        string busiest = s_plain.Rows.GroupBy(row => row.Venue).MaxBy(group => group.Count())!.Key;
        var late = new PerturbationOptions { LateSeconds = 1 };
        Assert.That(Perturbation.Apply(s_plain, late).Rows.Where(row => row.ReceiveUs != row.TimeUs).Select(row => row.Venue).Distinct(), Is.EqualTo((string[])[busiest]));
        Assert.That(Perturbation.Apply(s_plain, late with { Venue = PerturbationOptions.AllVenues }).Rows.All(row => row.ReceiveUs == row.TimeUs + 1_000_000), Is.True);
        Assert.That(() => Perturbation.Apply(s_plain, late with { Venue = "bitmex" }), Throws.ArgumentException.With.Message.Contains("okx"));
    }

    [TestCase("cascade", 0.25)]
    [TestCase("cascade", 2.5)]
    [TestCase("cascade", 8.0)]
    [TestCase("cascade", 0.0)]
    [TestCase("week", 0.25)]
    [TestCase("week", 4.0)]
    public void ShouldScaleTheBackgroundAndKeepEpisodesToTheBit(string name, double factor)
    {
        GeneratedScenario plain = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Seed = 3, CalmSeconds = 20_000, DurationSeconds = name == "week" ? 86_400 : null });
        GeneratedScenario scaled = Perturbation.Apply(plain, new PerturbationOptions { BackgroundFactor = factor });

        // On a throttled venue what is pushed depends on the background too.
        Assert.That(Episode(scaled, name), Is.EqualTo(Episode(plain, name)));
        double before = plain.Rows.Count(row => row.Background);
        double after = scaled.Rows.Count(row => row.Background);
        Assert.That(after, Is.EqualTo(factor * before).Within((3 * Math.Sqrt(2 * Math.Max(1, factor) * before)) + (name == "week" ? 0.05 * factor * before : 0)));
        Assert.That(
            scaled.Labels.Where(label => label.Kind == "cascade").Select(label => (label.OnsetUs, label.EndUs)),
            Is.EqualTo(plain.Labels.Where(label => label.Kind == "cascade").Select(label => (label.OnsetUs, label.EndUs))));
        Assert.That(scaled.Rows.Select(row => row.Id).Distinct().Count(), Is.EqualTo(scaled.Rows.Count));
        if (factor < 1)
        {
            Assert.That(scaled.Rows.Select(row => row.Id).Except(plain.Rows.Select(row => row.Id)).Count(), Is.LessThan(0.02 * plain.Rows.Count), "thinned, not drawn anew");
        }

        static IEnumerable<ScenarioRow> Episode(GeneratedScenario scenario, string name) =>
            scenario.Rows.Where(row => !row.Background && (name != "week" || row.Venue != "binance_um"));
    }

    [Test]
    public void ShouldDoTheSameToATableAsToAScenario()
    {
        var options = new PerturbationOptions { LateSeconds = 0.3, SkewMs = 250, DuplicateShare = 0.2, Outage = (0, 400), Venue = "okx", Seed = 5 };

        // The first record decides where the outage of a table begins.
        GeneratedScenario fromFirst = ScenarioGenerator.Generate(new ScenarioOptions { CalmSeconds = 0, Seed = 9 });
        options = options with { Outage = null };
        EventRecord[] scenario = Perturbation.Apply(fromFirst, options).ToTable().Records.ToArray();
        EventRecord[] table = Perturbation.Apply(fromFirst.ToTable(), [], options).Records.ToArray();
        Assert.That(table, Is.EqualTo(scenario));
    }

    [Test]
    public void ShouldLoseWhatATableReceivesDuringAnOutage()
    {
        LiquidationTable table = s_plain.ToTable();
        long fromNs = table.Records[0].ReceiveNs + 500_000_000_000;
        LiquidationTable silent = Perturbation.Apply(table, [], new PerturbationOptions { Outage = (500, 200), Venue = "okx" });
        EventRecord[] expected = [.. table.Records.ToArray().Where(r => r.Venue != Venue.Okx || r.ReceiveNs < fromNs || r.ReceiveNs >= fromNs + 200_000_000_000)];
        Assert.That(silent.Records.ToArray(), Is.EqualTo(expected));
        Assert.That(silent.Count, Is.LessThan(table.Count));
    }

    [TestCase(0.25)]
    [TestCase(1.5)]
    [TestCase(4.0)]
    public void ShouldScaleTheBackgroundOfATableOutsideItsLabels(double factor)
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { CalmSeconds = 20_000, Seed = 11 });
        LiquidationTable table = scenario.ToTable(ScenarioMarket.Generate(scenario));
        (long FromNs, long ToNs)[] labelled = [.. scenario.Labels.Select(label => (label.OnsetUs * 1000, label.EndUs * 1000))];
        var options = new PerturbationOptions { BackgroundFactor = factor };
        LiquidationTable scaled = Perturbation.Apply(table, labelled, options);
        double before = table.Records.ToArray().Count(IsBackground);
        double after = scaled.Count - (table.Count - before);
        Assert.That(after, Is.EqualTo(factor * before).Within(3 * Math.Sqrt(before)));
        Assert.That(scaled.MarketCount, Is.EqualTo(table.MarketCount));
        EventRecord[] scaledRecords = scaled.Records.ToArray();
        Assert.That(table.Records.ToArray().Where(r => !IsBackground(r)).Select(Key).Except(scaledRecords.Select(Key)), Is.Empty);
        Assert.That(scaledRecords.Select(r => r.ReceiveNs), Is.Ordered);
        Assert.That((scaledRecords[0].ReceiveNs >= table.Records[0].ReceiveNs, scaledRecords[^1].ReceiveNs <= table.Records[^1].ReceiveNs), Is.EqualTo((true, true)));
        Assert.That(Perturbation.Apply(table, labelled, options).Records.ToArray().Select(Key).SequenceEqual(scaledRecords.Select(Key)), Is.True, "deterministic");

        static (long, long, ulong, long, double, ushort, RecordKind, byte) Key(EventRecord r) =>
            (r.ReceiveNs, r.ExchangeNs, r.Id, r.AmountMicroUsd, r.Value, r.Instrument, r.Kind, r.Venue);

        bool IsBackground(EventRecord r) => r.Kind == RecordKind.Liquidation && !(r.ExchangeNs >= labelled[0].FromNs && r.ExchangeNs <= labelled[0].ToNs);
    }

    [Test]
    public void ShouldGiveIdsWhenRowsWithoutAreSentAgain()
    {
        using var input = new InputFolder();
        LiquidationTable table = input.LoadRows(InputFolder.Header, [.. Enumerable.Range(0, 40).Select(i => $"{1_700_000_000_000_000 + (i * 1000)},okx,BTC-USDT-SWAP,long,,,1")]);
        LiquidationTable again = Perturbation.Apply(table, [], new PerturbationOptions { DuplicateShare = 0.5 });
        Assert.That(again.Count, Is.EqualTo(60));
        Assert.That(again.Records.ToArray().Select(r => r.Id).Distinct().Count(), Is.EqualTo(40));
        Assert.That(again.Records.ToArray().All(r => r.Id != 0), Is.True);
    }

    [Test]
    public void ShouldRefuseValuesOutOfRangeAndASecondPerturbation()
    {
        foreach (PerturbationOptions bad in (PerturbationOptions[])[
            new() { LateSeconds = -1 }, new() { LateSeconds = double.NaN }, new() { DuplicateShare = 1.1 }, new() { SkewMs = 1e6 }, new() { Outage = (-1, 5) },
            new() { Outage = (0, 0) }, new() { BackgroundFactor = -1 }, new() { BackgroundFactor = 65 }])
        {
            Assert.That(() => Perturbation.Apply(s_plain, bad), Throws.ArgumentException);
            Assert.That(() => Perturbation.Apply(s_plain.ToTable(), [], bad), Throws.ArgumentException);
        }

        GeneratedScenario once = Perturbation.Apply(s_plain, new PerturbationOptions { SkewMs = 1 });
        Assert.That(() => Perturbation.Apply(once, new PerturbationOptions { SkewMs = 1 }), Throws.ArgumentException);
    }

    [Test]
    public void ShouldTakeAnEmptyScenario()
    {
        GeneratedScenario empty = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "no-events" });
        var all = new PerturbationOptions { LateSeconds = 1, DuplicateShare = 1, SkewMs = 5, Outage = (0, 10), BackgroundFactor = 4 };
        Assert.That(Perturbation.Apply(empty, all).Rows, Is.Empty);
        Assert.That(Perturbation.Apply(empty.ToTable(), [], all with { Venue = PerturbationOptions.AllVenues }).Count, Is.Zero);
    }
}
