using System.Text;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>
/// Each scenario has the same bytes on every machine: a figure in the documents names a scenario and a seed, and must stay true. A hash
/// that changes means other data under the same name.
/// </summary>
internal sealed class ScenarioHashTests
{
    private const ulong MarketHash = 0;
    private const ulong PerturbedHash = 0;

    private static readonly Dictionary<string, ulong> s_hashes = new()
    {
    };

    public static IEnumerable<string> Names => ScenarioGenerator.Scenarios.Select(scenario => scenario.Name);

    [TestCaseSource(nameof(Names))]
    public void ShouldHaveTheSameBytesOnEveryMachine(string name)
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, DurationSeconds = name == "week" ? 86_400 : null });
        Assert.That(Hash(scenario), Is.EqualTo(s_hashes.GetValueOrDefault(name)));
    }

    [Test]
    public void ShouldHaveTheSameMarketDataOnEveryMachine()
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions());
        using var text = new StringWriter();
        ScenarioFiles.WriteMarket(ScenarioMarket.Generate(scenario), text);
        Assert.That(Fnv1a.Hash(Encoding.UTF8.GetBytes(text.ToString())), Is.EqualTo(MarketHash));
    }

    [Test]
    public void ShouldHaveTheSamePerturbationOnEveryMachine()
    {
        GeneratedScenario scenario = Perturbation.Apply(ScenarioGenerator.Generate(new ScenarioOptions()), new PerturbationOptions
        {
            LateSeconds = 1, SkewMs = -500, DuplicateShare = 0.1, Outage = (630, 5), BackgroundFactor = 2.5,
        });
        Assert.That(Hash(scenario), Is.EqualTo(PerturbedHash));
    }

    [Test]
    public void ShouldLetTheSeedChangeEveryScenarioThatHasChance()
    {
        foreach (string name in Names.Where(name => name is not ("no-events" or "week")))
        {
            ulong[] hashes = [.. Enumerable.Range(1, 2).Select(seed => Hash(ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Seed = (ulong)seed, DurationSeconds = 60 })))];
            Assert.That(hashes[0], Is.Not.EqualTo(hashes[1]), name);
        }
    }

    private static ulong Hash(GeneratedScenario scenario)
    {
        using var text = new StringWriter();
        ScenarioFiles.WriteEvents(scenario, text);
        ScenarioFiles.WriteLabels(scenario, text);
        return Fnv1a.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
