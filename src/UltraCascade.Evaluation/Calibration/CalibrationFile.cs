using System.Text.Json;
using System.Text.Json.Serialization;
using UltraCascade.Engine.Detection;

namespace UltraCascade.Evaluation.Calibration;

/// <summary>A calibration as it stands in a JSON file.</summary>
public sealed record CalibrationFile
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>Threshold h in nats.</summary>
    [JsonPropertyName("h")]
    public double Threshold { get; init; }

    /// <summary>Slope a of the probability.</summary>
    [JsonPropertyName("a")]
    public double Slope { get; init; }

    /// <summary>False alarms wanted in a calm day.</summary>
    [JsonPropertyName("false_alarms_per_day")]
    public double FalseAlarmsPerDay { get; init; }

    /// <summary>False alarms in a calm day measured at h on the data it was chosen from.</summary>
    [JsonPropertyName("measured_false_alarms_per_day")]
    public double MeasuredPerDay { get; init; }

    /// <summary>Calm days it rests on.</summary>
    [JsonPropertyName("calm_days")]
    public double CalmDays { get; init; }

    /// <summary>c0 of ln ARL = c0 + c1·h (ARL in days); null when h is a measured one.</summary>
    [JsonPropertyName("c0")]
    public double? Intercept { get; init; }

    /// <summary>c1 of that line.</summary>
    [JsonPropertyName("c1")]
    public double? FitSlope { get; init; }

    /// <summary>Names of the event files, without folders.</summary>
    [JsonPropertyName("files")]
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Only what came before this time was used; null = everything.</summary>
    [JsonPropertyName("before")]
    public DateTimeOffset? Before { get; init; }

    /// <summary>When it was made.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>A calibration, and what it was made from.</summary>
    public static CalibrationFile From(CalibrationResult result, IReadOnlyList<string> files, DateTimeOffset? before, DateTimeOffset created) => new()
    {
        Threshold = result.Threshold,
        Slope = result.Slope,
        FalseAlarmsPerDay = result.FalseAlarmsPerDay,
        MeasuredPerDay = result.MeasuredPerDay,
        CalmDays = result.CalmDays,
        Intercept = result.Fit?.Intercept,
        FitSlope = result.Fit?.Slope,
        Files = files,
        Before = before,
        Created = created,
    };

    /// <summary>The text of a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json) + "\n";

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is no calibration; the message says why.</exception>
    public static CalibrationFile Parse(string text)
    {
        CalibrationFile? file;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            file = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("h", out _)
                ? JsonSerializer.Deserialize<CalibrationFile>(text, s_json)
                : null;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"It is no calibration: {exception.Message}", exception);
        }

        if (file is null)
        {
            throw new FormatException("It is no calibration: a JSON object with the key h is wanted.");
        }

        file = file.Slope == 0 ? file with { Slope = new ShiryaevOptions().Slope } : file;
        return file.Threshold is > 0 and < ShiryaevDetector.MaxLogOdds && file.Slope is > 0 and <= 100
            ? file
            : throw new FormatException($"h must lie between 0 and {ShiryaevDetector.MaxLogOdds} and a between 0 and 100, not {file.Threshold} and {file.Slope}.");
    }

    /// <summary>A detector with this threshold and slope.</summary>
    public ShiryaevOptions ToDetector() => new() { Threshold = Threshold, Slope = Slope };
}
