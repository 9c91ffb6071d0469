using UltraCascade.Engine;
using UltraCascade.Engine.Detection;
using UltraCascade.Feeds;
using UltraCascade.Protocol;
using UltraCascade.Tests.Engine;

namespace UltraCascade.Tests.Detection;

/// <summary>A generated scenario through a whole engine, and what the market's frames said.</summary>
internal sealed class ScenarioRun
{
    private const int Market = 0;

    private ScenarioRun(EngineOutcome outcome, long onsetNs)
    {
        Outcome = outcome;
        OnsetNs = onsetNs;
        MarketFrames = [.. outcome.History.Where(f => f.Instrument == Market)];
    }

    public EngineOutcome Outcome { get; }

    public long OnsetNs { get; }

    public IReadOnlyList<SignalFrame> MarketFrames { get; }

    /// <summary>Whether any instrument or the market reached ALERT.</summary>
    public bool Alerted => Outcome.History.Any(f => f.Level >= SignalLevel.Alert);

    /// <summary>Seconds from the labelled onset to the market's first ALERT at or after it; NaN when there is none.</summary>
    public double DelaySeconds
    {
        get
        {
            foreach (SignalFrame frame in MarketFrames)
            {
                if (frame.Level >= SignalLevel.Alert && frame.EngineNs >= OnsetNs)
                {
                    return (frame.EngineNs - OnsetNs) * 1e-9;
                }
            }

            return double.NaN;
        }
    }

    /// <summary>Most changes of level within one episode of the market or of an instrument.</summary>
    public int MostLevelChanges => Outcome.History
        .Where(f => f.EpisodeId != 0 && f.Level != f.PreviousLevel)
        .GroupBy(f => f.EpisodeId)
        .Select(g => g.Count())
        .DefaultIfEmpty()
        .Max();

    /// <summary>Mean over time of the market's risk in the first five seconds after the onset.</summary>
    public double EarlyRisk
    {
        get
        {
            const long Length = 5_000_000_000L;
            double sum = 0;
            for (int i = 0; i + 1 < Outcome.MarketRisk.Count; i++)
            {
                long from = Math.Max(OnsetNs, Outcome.MarketRisk[i].EngineNs);
                long to = Math.Min(OnsetNs + Length, Outcome.MarketRisk[i + 1].EngineNs);
                sum += Math.Max(0, to - from) * (double)Outcome.MarketRisk[i].Risk;
            }

            return sum / Length;
        }
    }

    public static ScenarioRun Of(ScenarioOptions options, PerturbationOptions? perturbation = null, double threshold = 8)
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(options);
        if (perturbation is not null)
        {
            scenario = Perturbation.Apply(scenario, perturbation);
        }

        return new ScenarioRun(Run(scenario.ToTable(), threshold), scenario.OnsetUs * 1000);
    }

    /// <summary>Any table through an engine, ticks and all.</summary>
    public static EngineOutcome Run(LiquidationTable table, double threshold = 8)
    {
        EngineOptions engine = new()
        {
            // Every refresh is looked at.
            BatchRecords = 1,
            Instruments = 64,
            SlabBytes = 4 << 20,
            CoincidenceEvents = 1 << 14,
            Mode = InstanceMode.Replay,
            Detector = new ShiryaevOptions { Threshold = threshold },
        };
        EngineOutcome outcome = EngineHarness.Run(Records(table), SimdWidth.V512, Topology.Fused, engine);
        Assert.That(outcome.Fault, Is.Null);
        return outcome;
    }

    private static List<EventRecord> Records(LiquidationTable table)
    {
        TimelineWriter timeline = new(table, new TimelineOptions { TailSeconds = 200 });
        List<EventRecord> records = [];
        EventRecord[] buffer = new EventRecord[4096];
        for (int count = timeline.Fill(buffer); count > 0; count = timeline.Fill(buffer))
        {
            records.AddRange(buffer.AsSpan(0, count));
        }

        return records;
    }
}
