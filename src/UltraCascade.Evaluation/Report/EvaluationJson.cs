using System.Buffers;
using System.Text;
using System.Text.Json;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Report;

/// <summary>
/// The document of <c>evaluate --json</c>. Rates and counts are numbers; what is not defined (a delay without a hit, the threshold of a detector
/// without one, a recall without a cascade) is null.
/// </summary>
public static class EvaluationJson
{
    private const int Digits = 6;

    /// <summary>Writes the document on one line.</summary>
    public static string Write(EvaluationResult result, CalibrationResult? calibration)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("detectors");
            foreach (DetectorResult detector in result.Detectors)
            {
                WriteDetector(json, detector);
            }

            json.WriteEndArray();
            json.WriteStartArray("streams");
            foreach (StreamResult stream in result.Streams)
            {
                WriteStream(json, stream);
            }

            json.WriteEndArray();
            WriteCalibration(json, calibration);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteDetector(Utf8JsonWriter json, DetectorResult detector)
    {
        json.WriteStartObject();
        json.WriteString("name", detector.Name);
        Number(json, "h", detector.Threshold);
        WriteScore(json, detector.Score);
        Number(json, "auc_pr", detector.AucPr);
        Number(json, "level_changes_per_episode", detector.LevelChangesPerEpisode);
        json.WriteStartObject("stress");
        foreach ((string stress, Score score) in detector.Stress)
        {
            json.WriteStartObject(stress);
            WriteScore(json, score);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter json, Score score)
    {
        Number(json, "recall", score.Recall);
        Number(json, "precision", score.Precision);
        Number(json, "false_alarms_per_day", score.FalseAlarmsPerDay);
        Number(json, "delay_median_s", score.DelayMedianSeconds);
        Number(json, "delay_p90_s", score.DelayP90Seconds);
        Number(json, "delay_raised_median_s", score.RaisedMedianSeconds);
        Number(json, "delay_raised_p90_s", score.RaisedP90Seconds);
        json.WriteNumber("labels", score.Labels);
        json.WriteNumber("hits", score.Hits);
        json.WriteNumber("hits_gone_on", score.HitsGoneOn);
        json.WriteNumber("false_alarms", score.FalseAlarms);
        json.WriteNumber("episodes", score.Episodes);
        Number(json, "days", score.Days);
    }

    private static void WriteStream(Utf8JsonWriter json, StreamResult stream)
    {
        json.WriteStartObject();
        json.WriteString("name", stream.Stream.Name);
        json.WriteNumber("events", stream.Stream.Table.Count);
        json.WriteNumber("records", stream.Records);
        Number(json, "days", stream.Truth.Window.LengthNs / 86_400e9);
        Number(json, "calm_days", stream.Truth.CalmNs / 86_400e9);
        json.WriteEndObject();
    }

    private static void WriteCalibration(Utf8JsonWriter json, CalibrationResult? calibration)
    {
        if (calibration is null)
        {
            json.WriteNull("calibration");
            return;
        }

        json.WriteStartObject("calibration");
        Number(json, "h", calibration.Threshold);
        Number(json, "a", calibration.Slope);
        Number(json, "false_alarms_per_day", calibration.FalseAlarmsPerDay);
        Number(json, "measured_false_alarms_per_day", calibration.MeasuredPerDay);
        Number(json, "calm_days", calibration.CalmDays);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, Math.Round(value, Digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
