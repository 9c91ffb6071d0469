using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Replay;

namespace UltraCascade.Host.Verbs;

/// <summary>Feeds recorded liquidations through shared memory into an engine.</summary>
internal sealed class ReplayVerb : Command
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "CSV files, plain, .gz or .zip; several are merged by time.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<double> _speed = TimeOptions.Speed();

    private readonly Option<DateTimeOffset?> _from = TimeOptions.Create("--from", "Leave out what was received before this time (UTC unless it says otherwise).");
    private readonly Option<DateTimeOffset?> _to = TimeOptions.Create("--to", "Leave out what was received at this time or later.");

    private readonly Option<string?> _signals = new("--signals")
    {
        Description = "Write every signal frame to this file, one JSON object a line.",
        HelpName = "OUT.jsonl",
    };

    private readonly Option<string?> _rebase = new("--rebase")
    {
        Description = "Shift the data's times so that it begins now.",
        HelpName = "now",
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first bad row instead of skipping it." };

    private readonly Option<string[]> _venues = new("--allow-venue")
    {
        Description = "Accept this venue code too; may be given several times.",
        HelpName = "CODE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<TimeSpan?> _maxGap = new("--max-gap")
    {
        Description = "Reject a row this far ahead of the one before, as 7d, 12h, 30m (default: 7d).",
        HelpName = "TIME",
        CustomParser = ParseDuration,
    };

    public ReplayVerb()
        : base("replay", "Replays recorded liquidations through shared memory into an engine of its own, or into a running one.")
    {
        _rebase.AcceptOnlyFromAmong("now");
        Arguments.Add(_files);
        foreach (Option option in (Option[])[_speed, _from, _to, _signals, _rebase, _strict, _venues, _maxGap])
        {
            Options.Add(option);
        }

        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(ComputeOptions.Topology);
        Options.Add(ComputeOptions.Simd);
        Options.Add(ComputeOptions.Calibration);
        Options.Add(SharedOptions.Json);
        Options.Add(RunOptions.StopWithInput);
        SetAction(result => VerbExecution.Execute(result, context => Run(context, result)));
    }

    private int Run(VerbContext context, ParseResult result)
    {
        ReplaySummary summary = new ReplayRun(context, Request(context, result)).Run();
        if (context.Json)
        {
            context.Output.WriteLine(summary.ToJson());
            return ExitCode.Ok;
        }

        foreach (string line in summary.ToLines())
        {
            context.Output.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    private ReplayRequest Request(VerbContext context, ParseResult result) => new()
    {
        Files = result.GetValue(_files)!,
        Speed = result.GetValue(_speed),
        RebaseToNow = result.GetValue(_rebase) is not null,
        SignalsFile = result.GetValue(_signals),
        IntoRunningInstance = result.GetValue(SharedOptions.Instance) is not null,
        Import = new ImportOptions
        {
            Strict = result.GetValue(_strict),
            AllowedVenues = result.GetValue(_venues)!.SelectMany(codes => codes.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal),
            MaxGap = result.GetValue(_maxGap) ?? TimeSpan.FromDays(7),
            From = result.GetValue(_from),
            To = result.GetValue(_to),
            InstrumentMap = context.Settings.Import.InstrumentMap,
        },
    };

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        double unitSeconds = text.Length == 0 ? 0 : text[^1] switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, 's' => 1, _ => 0 };
        if (unitSeconds > 0
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count > 0 && count * unitSeconds <= 366 * 86_400.0)
        {
            return TimeSpan.FromSeconds(count * unitSeconds);
        }

        result.AddError($"'{text}' is no stretch of time: something like 7d, 12h, 30m or 90s, at most 366d, is wanted.");
        return null;
    }
}
