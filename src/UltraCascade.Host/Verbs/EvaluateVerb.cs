using System.CommandLine;
using System.CommandLine.Parsing;
using UltraCascade.Evaluation;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Evaluation.Detectors;
using UltraCascade.Evaluation.Report;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Evaluation;

namespace UltraCascade.Host.Verbs;

/// <summary>Shows how good the detector is on labelled streams, beside detectors that are not.</summary>
internal sealed class EvaluateVerb : Command
{
    private readonly StreamOptions _streams = new(
        "Score only what begins at this time or later; without --calibration the threshold is chosen on what comes before.");

    private readonly Option<string[]> _stress = new("--stress")
    {
        Description = $"Repeat with the threshold frozen under {string.Join(',', StressCatalogue.Names)}, or all.",
        HelpName = "A,B",
        DefaultValueFactory = _ => [],
        CustomParser = ParseStress,
    };

    private readonly Option<string?> _report = new("--report") { Description = "Write the curves and timelines as one page of HTML.", HelpName = "FILE.html" };

    private readonly Option<double?> _perDay =
        NumberOption.Create("--false-alarms-per-day", "Rate that --split chooses the threshold for (default: 1).", .001, 1000.0);

    private readonly Option<ulong?> _seed = NumberOption.Create("--seed", "Seed of placebo and stresses (default: 1).", 0UL, ulong.MaxValue);

    public EvaluateVerb()
        : base("evaluate", "Scores the detector on labelled liquidations, beside two baselines, a placebo, a constant alarm and a constant silence.")
    {
        foreach (Option option in (Option[])[.. _streams.All, _stress, _report, _perDay, _seed, ComputeOptions.Calibration, SharedOptions.Json])
        {
            Options.Add(option);
        }

        SetAction(result => VerbExecution.Execute(result, context => Run(context, result)));
    }

    private int Run(VerbContext context, ParseResult result)
    {
        IReadOnlyList<EvaluationStream> streams = _streams.Read(context, result);
        EvaluationOptions options = new()
        {
            Detector = StreamOptions.Detector(context),
            SplitNs = _streams.SplitNs(result),
            Stresses = result.GetValue(_stress)!,
            Seed = result.GetValue(_seed) ?? 1,
        };
        CalibrationResult? calibration = null;
        if (options.SplitNs is not null && result.GetValue(ComputeOptions.Calibration) is null)
        {
            calibration = ThresholdChoice.Make(context, streams, new CalibrationOptions
            {
                Detector = options.Detector,
                BeforeNs = options.SplitNs,
                FalseAlarmsPerDay = result.GetValue(_perDay) ?? 1,
            });
            options = options with { Detector = options.Detector with { Threshold = calibration.Threshold } };
        }

        EvaluationResult evaluation = Evaluate(context, streams, options);
        if (result.GetValue(_report) is { } report)
        {
            WriteReport(context, report, HtmlReport.Write(evaluation, calibration, DateTimeOffset.UtcNow));
        }

        foreach (string line in context.Json ? [EvaluationJson.Write(evaluation, calibration)] : EvaluationTable.Write(evaluation))
        {
            context.Output.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    private static EvaluationResult Evaluate(VerbContext context, IReadOnlyList<EvaluationStream> streams, EvaluationOptions options)
    {
        Evaluator evaluator = new(options);
        using PassProgress progress = new("evaluating", streams.Sum(stream => stream.Records) * evaluator.Passes, !context.Messages.Quiet, context.Token);
        foreach (EvaluationStream stream in streams)
        {
            evaluator.Add(stream, progress.Watch);
        }

        return evaluator.ToResult();
    }

    private static void WriteReport(VerbContext context, string file, string page)
    {
        try
        {
            File.WriteAllText(file, page);
            context.Messages.Say($"Report written to {file}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"The report cannot be written to {file}: {exception.Message} Name another file.", ExitCode.Failure, exception);
        }
    }

    private static string[] ParseStress(ArgumentResult result)
    {
        List<string> asked = [];
        foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (name != "all" && !StressCatalogue.Names.Contains(name))
            {
                result.AddError($"There is no stress '{name}': {string.Join(", ", StressCatalogue.Names)} and all are possible.");
                return [];
            }

            asked.AddRange(name == "all" ? StressCatalogue.Names : [name]);
        }

        return [.. asked.Distinct()];
    }
}
