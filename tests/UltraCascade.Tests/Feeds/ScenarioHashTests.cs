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
    private const ulong MarketHash = 6773802297217340428;
    private const ulong PerturbedHash = 8078311463197875314;

    private static readonly Dictionary<string, ulong> s_hashes = new()
    {
        ["steady"] = 16344067986950862455,
        ["cascade"] = 13699542072539947867,
        ["flash-crash"] = 3158812479179064094,
        ["multi-exchange"] = 6877083972027169220,
        ["week"] = 6928082630198311555,
        ["coincidence-copies"] = 16581233291625066525,
        ["coincidence-copies-burst"] = 3165594326594611452,
        ["coincidence-independent"] = 12703174484820605519,
        ["coincidence-shared-bursts"] = 6292215976884881870,
        ["coincidence-throttled"] = 8533664286463721534,
        ["no-events"] = 13085214323653288132,
        ["mega-event"] = 7677362437478172569,
        ["rapid-burst"] = 11474630555014699735,
        ["single-exchange"] = 2496542208586819299,
        ["alternating-exchanges"] = 13257290146410293717,
        ["uniform-size"] = 16500498123361466682,
        ["exponential-growth"] = 9177704886278888476,
        ["whale"] = 976149046253000821,
        ["whipsaw"] = 14058131195598729189,
        ["stress"] = 12034350282588517665,
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
