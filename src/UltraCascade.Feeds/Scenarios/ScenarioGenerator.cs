using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Labelled market episodes from a seed, the same on every machine: integers, IEEE 754 arithmetic and own logarithm and exponential
/// only.
/// </summary>
public static class ScenarioGenerator
{
    private const double MaxSeconds = 30 * 86_400;
    private const double MaxRate = 10_000;

    private static readonly IScenario[] s_scenarios =
    [
        new SteadyScenario(), new CascadeScenario(), new FlashCrashScenario(), new MultiExchangeScenario(), new WeekScenario(),
        CoincidenceScenario.Copies, CoincidenceScenario.CopiesBurst, CoincidenceScenario.Independent, CoincidenceScenario.SharedBursts,
        CoincidenceScenario.Throttled, .. EdgeCases.All,
    ];

    /// <summary>The scenarios there are.</summary>
    public static IReadOnlyList<IScenario> Scenarios => s_scenarios;

    /// <summary>Generates a scenario in memory.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the scenario does not exist; the message lists those that do.</exception>
    public static GeneratedScenario Generate(ScenarioOptions options) => Generate(options, backgroundFactor: 1);

    /// <summary>As above, with that many times the background; see <see cref="ScenarioCanvas.PaintBackground"/>.</summary>
    internal static GeneratedScenario Generate(ScenarioOptions options, double backgroundFactor)
    {
        IScenario scenario = Array.Find(s_scenarios, s => s.Name == options.Scenario)
            ?? throw new ArgumentException($"There is no scenario '{options.Scenario}'. There are: {string.Join(", ", s_scenarios.Select(s => s.Name))}.", nameof(options));
        options = options with { Instruments = options.Instruments ?? scenario.DefaultInstruments };
        Check(options, options.Instruments);
        var canvas = new ScenarioCanvas(options, options.Instruments, options.DurationSeconds ?? scenario.DefaultDurationSeconds, backgroundFactor);
        scenario.Paint(canvas);
        List<ScenarioRow> rows = ScenarioRows.Make(canvas);
        return new GeneratedScenario(options, rows)
        {
            BeginUs = ScenarioRows.ToUs(options, -options.CalmSeconds),
            OnsetUs = ScenarioRows.ToUs(options, 0),
            EndUs = ScenarioRows.ToUs(options, canvas.DurationSeconds),
            Labels = [.. canvas.Labels.OrderBy(label => label.FromSeconds).Select(label => Describe(label, canvas, rows))],
            Coincidence = canvas.Coincidence,
        };
    }

    private static void Check(ScenarioOptions options, IReadOnlyList<string> instruments)
    {
        Require(options.CalmSeconds is >= 0 and <= MaxSeconds, "The calm before is 0 to 2592000 seconds (30 days).");
        Require(options.DurationSeconds is null or (> 0 and <= MaxSeconds), "The duration is above 0 and at most 2592000 seconds (30 days).");
        Require(options.RatePerSecond is null or (>= 0 and <= MaxRate), "The rate is 0 to 10000 per second.");
        Require(options.CopyProbability is >= 0 and <= 1, "The copy probability is 0 to 1.");
        Require(
            options.CopyDelaySeconds.Low >= 0 && options.CopyDelaySeconds.High >= options.CopyDelaySeconds.Low && options.CopyDelaySeconds.High <= 60,
            "The copy delay is a range from 0 to 60 seconds.");
        Require(options.BusyFactor is >= 0 and <= 100, "The busy factor is 0 to 100.");
        Require(options.Venues.Count is > 0 and <= 16, "1 to 16 venues are possible.");
        Require(options.Venues.Distinct().Count() == options.Venues.Count, "A venue stands twice.");
        Require(instruments.Count is > 0 and <= 1000, "1 to 1000 instruments are possible.");
        Require(options.Side is PositionSide.Long or PositionSide.Short, "The side is long or short.");
        Require(options.Start.Year is >= 1971 and < 2261, "The start lies between the years 1971 and 2260.");
        _ = new VenueCodes(options.Venues.ToHashSet());
        foreach (string instrument in instruments)
        {
            Require(instrument.Length is > 0 and <= 16 && instrument.All(char.IsAsciiLetterOrDigit), $"'{instrument}' cannot be a base asset: 1 to 16 letters and digits.");
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    private static ScenarioLabel Describe((double FromSeconds, double ToSeconds, string Kind) label, ScenarioCanvas canvas, List<ScenarioRow> rows)
    {
        long onsetUs = ScenarioRows.ToUs(canvas.Options, Math.Max(label.FromSeconds, -canvas.Options.CalmSeconds));
        long endUs = ScenarioRows.ToUs(canvas.Options, Math.Min(label.ToSeconds, canvas.DurationSeconds));
        List<ScenarioRow> within = rows.FindAll(row => row.TimeUs >= onsetUs && row.TimeUs <= endUs);
        int symbols = within.Select(row => (row.Venue, row.Symbol)).Distinct()
            .Select(row => InstrumentNames.Canonicalise(row.Venue, row.Symbol).Base).Distinct().Count();
        return new ScenarioLabel(onsetUs, endUs, label.Kind, within.Sum(row => row.NotionalUsd), within.Count, symbols);
    }
}
