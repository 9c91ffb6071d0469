using UltraCascade.Engine.Detection;

namespace UltraCascade.Evaluation.Calibration;

/// <summary>How to calibrate.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The detector; its threshold is what is looked for.</summary>
    public ShiryaevOptions Detector { get; init; } = new();

    /// <summary>False alarms in a calm day that should not be exceeded.</summary>
    public double FalseAlarmsPerDay { get; init; } = 1;

    /// <summary>
    /// Standard deviations by which the count of false alarms is kept below what the rate wanted would give; 1.645 = with 95 % confidence, 0 = as it
    /// comes out.
    /// </summary>
    public double Caution { get; init; } = 1.645;

    /// <summary>Only what begins before this time is used, in ns since 1970 UTC; null = everything.</summary>
    public long? BeforeNs { get; init; }
}
