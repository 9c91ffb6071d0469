using UltraCascade.Feeds;

namespace UltraCascade.Tests.Detection;

/// <summary>
/// The scenarios of the system that this one supersedes, 100 fixed seeds each, after ten minutes of their own background and from a cold start. It called
/// every steady flow a cascade and changed its level 506 times in one.
/// </summary>
internal sealed class SupersededScenarioTests
{
    private const int Seeds = 100;
    private const int MostLevelChanges = 12;
    private const double MostDelaySeconds = 3;

    private static readonly Dictionary<(string Scenario, double Calm), ScenarioRun[]> s_runs = [];

    [Test]
    public void ShouldNeverAlertOnSteadyFlow([Values(600, 0)] double calm)
    {
        ScenarioRun[] runs = Runs("steady", calm);
        Assert.That(runs.Count(r => r.Alerted), Is.Zero);
        TestContext.Out.WriteLine($"steady, calm {calm} s: ALERT in 0 of {Seeds}");
    }

    [Test]
    public void ShouldAlwaysAlertWithinThreeSecondsOfTheRamp(
        [Values("cascade", "flash-crash", "multi-exchange")] string scenario, [Values(600, 0)] double calm)
    {
        ScenarioRun[] runs = Runs(scenario, calm);
        double[] delays = [.. runs.Select(r => r.DelaySeconds).Order()];
        TestContext.Out.WriteLine(
            $"{scenario}, calm {calm} s: delay median {delays[Seeds / 2]:F2} s, max {delays[^1]:F2} s; at most {runs.Max(r => r.MostLevelChanges)} level changes");
        Assert.That(runs.Count(r => r.DelaySeconds <= MostDelaySeconds), Is.EqualTo(Seeds));
        Assert.That(runs.Max(r => r.MostLevelChanges), Is.LessThanOrEqualTo(MostLevelChanges));
    }

    [Test]
    public void ShouldRankFlashCrashAboveCascadeAboveSteadyInEverySeed([Values(600, 0)] double calm)
    {
        ScenarioRun[] steady = Runs("steady", calm);
        ScenarioRun[] cascade = Runs("cascade", calm);
        ScenarioRun[] crash = Runs("flash-crash", calm);
        for (int i = 0; i < Seeds; i++)
        {
            Assert.That(crash[i].EarlyRisk, Is.GreaterThan(cascade[i].EarlyRisk), $"seed {i + 1}");
            Assert.That(cascade[i].EarlyRisk, Is.GreaterThan(steady[i].EarlyRisk), $"seed {i + 1}");
        }
    }

    [OneTimeTearDown]
    public void Forget() => s_runs.Clear();

    private static ScenarioRun[] Runs(string scenario, double calm)
    {
        if (!s_runs.TryGetValue((scenario, calm), out ScenarioRun[]? runs))
        {
            runs = [.. Enumerable.Range(1, Seeds).Select(seed => ScenarioRun.Of(new ScenarioOptions { Scenario = scenario, Seed = (ulong)seed, CalmSeconds = calm }))];
            s_runs.Add((scenario, calm), runs);
        }

        return runs;
    }
}
