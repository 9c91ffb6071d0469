namespace UltraCascade.Evaluation.Calibration;

/// <summary>
/// ln ARL = c0 + c1·h: the mean time between false alarms grows exponentially with the threshold (Lorden 1971). Fitted by least squares,
/// each threshold weighted with its number of false alarms, because ln of a Poisson count n has variance 1/n.
/// </summary>
/// <param name="Intercept">c0, ARL in days.</param>
/// <param name="Slope">c1, 1/nat. Positive.</param>
/// <param name="Points">Thresholds that entered the fit.</param>
public readonly record struct ArlFit(double Intercept, double Slope, int Points)
{
    /// <summary>Fits thresholds and their false alarms in <paramref name="calmDays"/>; null when they do not determine a rising line.</summary>
    public static ArlFit? Of(IReadOnlyList<(double Threshold, int FalseAlarms)> counts, double calmDays)
    {
        (double Threshold, int FalseAlarms)[] used = [.. counts.Where(c => c.FalseAlarms > 0)];
        double weight = used.Sum(c => (double)c.FalseAlarms);
        if (used.Length < 2 || calmDays <= 0)
        {
            return null;
        }

        double meanH = used.Sum(c => c.FalseAlarms * c.Threshold) / weight;
        double meanLog = used.Sum(c => c.FalseAlarms * Math.Log(calmDays / c.FalseAlarms)) / weight;
        double covariance = used.Sum(c => c.FalseAlarms * (c.Threshold - meanH) * (Math.Log(calmDays / c.FalseAlarms) - meanLog));
        double variance = used.Sum(c => c.FalseAlarms * (c.Threshold - meanH) * (c.Threshold - meanH));
        double slope = covariance / variance;
        return slope > 0 ? new ArlFit(meanLog - (slope * meanH), slope, used.Length) : null;
    }

    /// <summary>Days between false alarms that the line promises at a threshold.</summary>
    public double DaysAt(double threshold) => Math.Exp(Intercept + (Slope * threshold));

    /// <summary>The threshold with one false alarm in <paramref name="days"/> days.</summary>
    public double ThresholdFor(double days) => (Math.Log(days) - Intercept) / Slope;
}
