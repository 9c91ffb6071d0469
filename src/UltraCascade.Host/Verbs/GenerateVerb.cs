using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Protocol;

namespace UltraCascade.Host.Verbs;

/// <summary>Writes labelled synthetic liquidations: the same files for the same options on every machine.</summary>
internal sealed class GenerateVerb : Command
{
    private const double MostSeconds = 30 * 86_400;
    private const double MostPerSecond = 10_000;

    private static readonly ScenarioOptions s_defaults = new();

    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = $"What happens in the data:\n{string.Join('\n', ScenarioGenerator.Scenarios.Select(s => $"{s.Name}: {s.Summary}"))}",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<ulong?> _seed = NumberOption.Create("--seed", "Seed of everything random (default: 1).", 0UL, ulong.MaxValue);

    private readonly Option<string> _out = new("--out") { Description = "Where the liquidations go; .gz compresses.", HelpName = "FILE", Required = true };

    private readonly Option<string?> _labels = new("--labels") { Description = "Where the labels go: when each episode begins and ends.", HelpName = "FILE" };

    private readonly Option<double?> _calm = NumberOption.Create("--calm", "Seconds of background before the main part (default: 600).", 0.0, MostSeconds, "SECONDS");

    private readonly Option<double?> _duration =
        NumberOption.Create("--duration", "Seconds of the main part, counted from the onset (default: the scenario's own).", 0.0, MostSeconds, "SECONDS");

    private readonly Option<double?> _rate =
        NumberOption.Create("--rate", "Background liquidations per second over everything (default: the scenario's own).", 0.0, MostPerSecond);

    private readonly Option<string?> _venues = new("--venues")
    {
        Description = $"Venue codes (default: {string.Join(',', s_defaults.Venues)}).",
        HelpName = "A,B",
    };

    private readonly Option<string?> _coins = new("--coins")
    {
        Description = "Base assets, the first is where it happens (default: the scenario's own).",
        HelpName = "A,B",
    };

    private readonly Option<string> _side = new("--side")
    {
        Description = "Side of the positions that a cascade liquidates.",
        HelpName = "long|short",
        DefaultValueFactory = _ => "long",
    };

    private readonly Option<double?> _copies =
        NumberOption.Create("--copies", "multi-exchange, coincidence-copies: probability of a copy on each other venue (default: 0.85).", 0.0, 1, "P");

    private readonly Option<(double, double)?> _copyDelay =
        PerturbationFlags.Pair("--copy-delay", "multi-exchange, coincidence-copies: shortest and longest delay of a copy in seconds (default: 0.1,1).", "LOW,HIGH");

    private readonly Option<double?> _busy = NumberOption.Create("--busy", "week: times the background in the busy quarter (default: 4).", 0.0, 100, "FACTOR");

    private readonly Option<string?> _market = new("--market-out") { Description = "Where market data goes: mark prices, open interest, funding, depth.", HelpName = "FILE" };

    private readonly PerturbationFlags _perturbation = new();

    private readonly Option<DateTimeOffset?> _start = new("--start")
    {
        Description = "Time at which the data begins (default: 2026-01-01).",
        HelpName = "TIME",
        CustomParser = ParseStart,
    };

    public GenerateVerb()
        : base("generate", "Writes labelled synthetic liquidations.")
    {
        _scenario.AcceptOnlyFromAmong([.. ScenarioGenerator.Scenarios.Select(s => s.Name)]);
        _side.AcceptOnlyFromAmong("long", "short");
        foreach (Option option in (Option[])[
            _scenario, _seed, _out, _labels, _market, _calm, _duration, _rate, _venues, _coins, _side, _start, _copies, _copyDelay, _busy,
            .. _perturbation.All])
        {
            Options.Add(option);
        }

        SetAction(result => VerbExecution.Execute(result, context => Run(context, result)));
    }

    private int Run(VerbContext context, ParseResult result)
    {
        ScenarioOptions asked = Asked(result);
        GeneratedScenario scenario = Generate(asked, _perturbation.Asked(result, asked.Seed));
        string events = result.GetValue(_out)!;
        string? labels = result.GetValue(_labels);
        Write(events, path => ScenarioFiles.WriteEvents(scenario, path));
        context.Messages.Say($"{scenario.Rows.Count:#,0} liquidations written to {events}.");
        if (labels is not null)
        {
            Write(labels, path => ScenarioFiles.WriteLabels(scenario, path));
            context.Messages.Say($"{scenario.Labels.Count:#,0} labels written to {labels}.");
        }

        if (result.GetValue(_market) is { } market)
        {
            IReadOnlyList<MarketRow> rows = ScenarioMarket.Generate(scenario);
            Write(market, path => ScenarioFiles.WriteMarket(rows, path));
            context.Messages.Say($"{rows.Count:#,0} rows of market data written to {market}.");
        }

        return ExitCode.Ok;
    }

    /// <summary>Generates, with what is wrong in the options told as a mistake of usage.</summary>
    internal static GeneratedScenario Generate(ScenarioOptions options, PerturbationOptions? perturbation = null)
    {
        try
        {
            GeneratedScenario scenario = ScenarioGenerator.Generate(options);
            return perturbation is null ? scenario : Perturbation.Apply(scenario, perturbation);
        }
        catch (ArgumentException exception)
        {
            throw new VerbException(exception.Message, ExitCode.Usage, exception);
        }
    }

    private static void Write(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"{path} cannot be written: {exception.Message} Name another file.", ExitCode.Failure, exception);
        }
    }

    private ScenarioOptions Asked(ParseResult result) => s_defaults with
    {
        Scenario = result.GetValue(_scenario)!,
        Seed = result.GetValue(_seed) ?? s_defaults.Seed,
        CalmSeconds = result.GetValue(_calm) ?? s_defaults.CalmSeconds,
        DurationSeconds = result.GetValue(_duration),
        RatePerSecond = result.GetValue(_rate),
        Venues = result.GetValue(_venues)?.Split(',') ?? s_defaults.Venues,
        Instruments = result.GetValue(_coins)?.Split(','),
        Side = result.GetValue(_side) == "short" ? PositionSide.Short : PositionSide.Long,
        Start = result.GetValue(_start) ?? s_defaults.Start,
        CopyProbability = result.GetValue(_copies) ?? s_defaults.CopyProbability,
        CopyDelaySeconds = result.GetValue(_copyDelay) ?? s_defaults.CopyDelaySeconds,
        BusyFactor = result.GetValue(_busy) ?? s_defaults.BusyFactor,
    };

    private static DateTimeOffset? ParseStart(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        result.AddError($"'{text}' is no time: something like 2026-01-01 or 2026-01-01T11:30:00Z is wanted.");
        return null;
    }
}
