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

    private static readonly IScenario[] s_scenarios = [new SteadyScenario(), new CascadeScenario(), new FlashCrashScenario()];

    /// <summary>The scenarios there are.</summary>
    public static IReadOnlyList<IScenario> Scenarios => s_scenarios;

    /// <summary>Generates a scenario in memory.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the scenario does not exist; the message lists those that do.</exception>
    public static GeneratedScenario Generate(ScenarioOptions options)
    {
        IScenario scenario = Array.Find(s_scenarios, s => s.Name == options.Scenario)
            ?? throw new ArgumentException($"There is no scenario '{options.Scenario}'. There are: {string.Join(", ", s_scenarios.Select(s => s.Name))}.", nameof(options));
        Check(options);
        var canvas = new ScenarioCanvas(options, options.DurationSeconds ?? scenario.DefaultDurationSeconds);
        scenario.Paint(canvas);
        List<ScenarioRow> rows = Price(canvas);
        return new GeneratedScenario(options, rows, [.. canvas.Labels.Select(label => Describe(label, canvas, rows))]);
    }

    private static void Check(ScenarioOptions options)
    {
        Require(options.CalmSeconds is >= 0 and <= MaxSeconds, "The calm before is 0 to 2592000 seconds (30 days).");
        Require(options.DurationSeconds is null or (> 0 and <= MaxSeconds), "The duration is above 0 and at most 2592000 seconds (30 days).");
        Require(options.RatePerSecond is null or (>= 0 and <= MaxRate), "The rate is 0 to 10000 per second.");
        Require(options.Venues.Count is > 0 and <= 16, "1 to 16 venues are possible.");
        Require(options.Instruments.Count is > 0 and <= 1000, "1 to 1000 instruments are possible.");
        Require(options.Side is PositionSide.Long or PositionSide.Short, "The side is long or short.");
        Require(options.Start.Year is >= 1971 and < 2261, "The start lies between the years 1971 and 2260.");
        _ = new VenueCodes(options.Venues.ToHashSet());
        foreach (string instrument in options.Instruments)
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

    private static List<ScenarioRow> Price(ScenarioCanvas canvas)
    {
        ScenarioOptions options = canvas.Options;
        PriceWalk[] walks = [.. options.Instruments.Select(instrument => new PriceWalk(instrument))];
        var rows = new List<ScenarioRow>(canvas.Strokes.Count);

        // OrderBy is stable: strokes of the same microsecond stay in the order in which they were painted.
        foreach (ScenarioCanvas.Stroke stroke in canvas.Strokes.OrderBy(stroke => ToUs(options, stroke.Seconds)))
        {
            (decimal price, decimal quantity, decimal notional) = walks[stroke.Instrument].Next(stroke.Side, stroke.Usd, canvas.Random);
            string venue = options.Venues[stroke.Venue];
            string symbol = InstrumentNames.NativePerpetual(venue, options.Instruments[stroke.Instrument]);
            rows.Add(new ScenarioRow(ToUs(options, stroke.Seconds), venue, symbol, stroke.Side, price, quantity, notional, (ulong)rows.Count + 1));
        }

        return rows;
    }

    private static long ToUs(ScenarioOptions options, double seconds)
    {
        long startUs = (options.Start.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        return startUs + (long)(((options.CalmSeconds + seconds) * 1e6) + 0.5);
    }

    private static ScenarioLabel Describe((double FromSeconds, double ToSeconds, string Kind) label, ScenarioCanvas canvas, List<ScenarioRow> rows)
    {
        long onsetUs = ToUs(canvas.Options, label.FromSeconds);
        long endUs = ToUs(canvas.Options, Math.Min(label.ToSeconds, canvas.DurationSeconds));
        List<ScenarioRow> within = rows.FindAll(row => row.TimeUs >= onsetUs && row.TimeUs <= endUs);
        int symbols = within.Select(row => InstrumentNames.Canonicalise(row.Venue, row.Symbol).Base).Distinct().Count();
        return new ScenarioLabel(onsetUs, endUs, label.Kind, within.Sum(row => row.NotionalUsd), within.Count, symbols);
    }
}
