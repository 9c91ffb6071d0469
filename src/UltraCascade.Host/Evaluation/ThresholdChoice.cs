using System.Globalization;
using UltraCascade.Evaluation;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Terminal;

namespace UltraCascade.Host.Evaluation;

/// <summary>Runs a calibration with progress, and says what it is worth.</summary>
internal static class ThresholdChoice
{
    /// <exception cref="VerbException">There is no calm time in the streams.</exception>
    public static CalibrationResult Make(VerbContext context, IReadOnlyList<EvaluationStream> streams, CalibrationOptions options)
    {
        Calibrator calibrator = new(options);
        using (PassProgress progress = new("calibrating", streams.Sum(stream => stream.Records), !context.Messages.Quiet, context.Token))
        {
            foreach (EvaluationStream stream in streams)
            {
                calibrator.Add(stream, progress.Watch);
            }
        }

        CalibrationResult result = calibrator.ToResult()
            ?? throw new VerbException("There is no calm time to calibrate on: everything is labelled, or nothing comes before --split. Give longer streams.");
        Warn(context.Messages, result);
        return result;
    }

    private static void Warn(Messages messages, CalibrationResult result)
    {
        if (result.CalmDays < CalibrationResult.CalmDaysWanted)
        {
            messages.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"the threshold rests on {result.CalmDays:0.0} calm days; {CalibrationResult.CalmDaysWanted:0} are wanted for a rate of {result.FalseAlarmsPerDay:0.##} a day."));
        }

        if (result.Fit is null)
        {
            messages.Warn("too few false alarms for a line through them: the threshold is the lowest at which the rate wanted was measured.");
        }
    }
}
