namespace UltraCascade.Measurement.Statistics;

/// <summary>One figure measured in several rounds.</summary>
internal static class Rounds
{
    /// <summary>The middle value, or the mean of the two middle ones; NaN for none.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? double.NaN
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
