using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Detection;

/// <summary>What goes wrong on the way from venues to the engine, with the threshold left where it is. Fixed seeds; figures are printed.</summary>
internal sealed class RobustnessTests
{
    private const int Seeds = 30;

    private static readonly TestCaseData[] s_perturbations =
    [
        Case("background x0.25", new PerturbationOptions { BackgroundFactor = 0.25 }),
        Case("background x4", new PerturbationOptions { BackgroundFactor = 4 }),
        Case("background x8", new PerturbationOptions { BackgroundFactor = 8 }),
        Case("okx out for the last ten minutes of calm and on", new PerturbationOptions { Venue = "okx", Outage = (0, 600) }),
        Case("bybit a second late", new PerturbationOptions { Venue = "bybit", LateSeconds = 1 }),
        Case("half of all rows sent again", new PerturbationOptions { DuplicateShare = 0.5 }),
        Case("okx 500 ms ahead", new PerturbationOptions { Venue = "okx", SkewMs = 500 }),
        Case("okx 500 ms behind", new PerturbationOptions { Venue = "okx", SkewMs = -500 }),
    ];

    [TestCaseSource(nameof(s_perturbations))]
    public void ShouldStillFindTheCascadeAndStayQuietBeforeIt(PerturbationOptions perturbation)
    {
        List<double> delays = [];
        int early = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            ScenarioRun run = ScenarioRun.Of(new ScenarioOptions { Scenario = "cascade", Seed = seed }, perturbation with { Seed = seed });
            delays.Add(run.DelaySeconds);
            early += run.MarketFrames.Any(f => f.Level >= SignalLevel.Alert && f.EngineNs < run.OnsetNs) ? 1 : 0;
        }

        delays.Sort();
        TestContext.Out.WriteLine($"delay median {delays[Seeds / 2]:F2} s, max {delays[^1]:F2} s; alarm in the ten calm minutes in {early} of {Seeds}");
        Assert.That(delays, Has.All.LessThanOrEqualTo(6.0));
        Assert.That(early, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void ShouldNeverAlertOnASingleWhale()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Assert.That(ScenarioRun.Of(new ScenarioOptions { Scenario = "whale", Seed = seed }).Alerted, Is.False, $"seed {seed}");
        }
    }

    [Test]
    public void ShouldMakeATwoSidedWhipsawOneEpisodePerSideAtMost()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            ScenarioRun run = ScenarioRun.Of(new ScenarioOptions { Scenario = "whipsaw", Seed = seed });
            (ulong Id, PositionSide Side)[] episodes = [.. run.MarketFrames.Where(f => f.EpisodeId != 0).Select(f => (f.EpisodeId, f.Side)).Distinct()];
            Assert.That(episodes, Is.Not.Empty, $"seed {seed}");
            Assert.That(episodes.GroupBy(e => e.Side).Max(g => g.Count()), Is.EqualTo(1), $"seed {seed}");
        }
    }

    private static TestCaseData Case(string name, PerturbationOptions options) => new TestCaseData(options).SetArgDisplayNames(name);
}
