using UltraCascade.Engine.Detection;

namespace UltraCascade.Evaluation.Calibration;

/// <summary>How to calibrate.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The detector; its threshold is what is looked for.</summary>
    public ShiryaevOptions Detector { get; init; } = new();

    /// <summary>False alarms wanted in a calm day.</summary>
    public double FalseAlarmsPerDay { get; init; } = 1;

    /// <summary>Only what begins before this time is used, in ns since 1970 UTC; null = everything.</summary>
    public long? BeforeNs { get; init; }
}
