using System.CommandLine;
using System.Globalization;
using UltraCascade.Evaluation;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Evaluation;

namespace UltraCascade.Host.Verbs;

/// <summary>Chooses the detector's threshold from labelled streams and writes it to a file.</summary>
internal sealed class CalibrateVerb : Command
{
    private readonly StreamOptions _streams = new("Use only what begins before this time.");

    private readonly Option<double?> _perDay =
        NumberOption.Create("--false-alarms-per-day", "False alarms in a calm day that should not be exceeded, with 95 % confidence (default: 1).", .001, 1000.0);

    private readonly Option<string> _out = new("--out") { Description = "Where the calibration goes, as JSON.", HelpName = "FILE", Required = true };

    public CalibrateVerb()
        : base("calibrate", "Chooses the detector's threshold for a rate of false alarms; run, replay and evaluate take the file with --calibration.")
    {
        foreach (Option option in (Option[])[.. _streams.All, _perDay, _out, SharedOptions.Json])
        {
            Options.Add(option);
        }

        SetAction(result => VerbExecution.Execute(result, context => Run(context, result)));
    }

    private int Run(VerbContext context, ParseResult result)
    {
        IReadOnlyList<EvaluationStream> streams = _streams.Read(context, result);
        long? beforeNs = _streams.SplitNs(result);
        CalibrationResult calibration = ThresholdChoice.Make(context, streams, new CalibrationOptions
        {
            Detector = StreamOptions.Detector(context),
            BeforeNs = beforeNs,
            FalseAlarmsPerDay = result.GetValue(_perDay) ?? 1,
        });
        CalibrationFile file = CalibrationFile.From(
            calibration,
            [.. streams.Select(stream => stream.Name)],
            beforeNs is { } ns ? DateTimeOffset.UnixEpoch.AddTicks(ns / 100) : null,
            DateTimeOffset.UtcNow);
        Write(result.GetValue(_out)!, file.ToJson());
        if (context.Json)
        {
            context.Output.Write(file.ToJson());
            return ExitCode.Ok;
        }

        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"h {calibration.Threshold:0.##}  a {calibration.Slope:0.##}  {calibration.MeasuredPerDay:0.00} false alarms per calm day measured at it, {calibration.CalmDays:0.0} calm days"));
        foreach ((double threshold, int falseAlarms) in calibration.Counts.Where((c, i) => i % 4 == 0 && (c.FalseAlarms > 0 || c.Threshold <= calibration.Threshold + 1)))
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  h {threshold,5:0.##}  {falseAlarms,6} false alarms"));
        }

        return ExitCode.Ok;
    }

    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"{path} cannot be written: {exception.Message} Name another file.", ExitCode.Failure, exception);
        }
    }
}
