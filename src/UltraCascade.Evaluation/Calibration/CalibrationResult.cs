namespace UltraCascade.Evaluation.Calibration;

/// <summary>A threshold, and what it rests on.</summary>
public sealed record CalibrationResult
{
    /// <summary>Fewer calm days than this make a threshold that should be taken with a warning.</summary>
    public const double CalmDaysWanted = 10;

    /// <summary>The threshold h in nats.</summary>
    public required double Threshold { get; init; }

    /// <summary>The slope a of the probability.</summary>
    public required double Slope { get; init; }

    /// <summary>False alarms wanted in a calm day.</summary>
    public required double FalseAlarmsPerDay { get; init; }

    /// <summary>False alarms in a calm day that were measured at the threshold on the data it was chosen from.</summary>
    public required double MeasuredPerDay { get; init; }

    /// <summary>Calm days it rests on.</summary>
    public required double CalmDays { get; init; }

    /// <summary>The line ln ARL = c0 + c1·h; null when the data have too few false alarms for one and the threshold is a measured one.</summary>
    public required ArlFit? Fit { get; init; }

    /// <summary>False alarms counted at each threshold of the grid.</summary>
    public required IReadOnlyList<(double Threshold, int FalseAlarms)> Counts { get; init; }
}
