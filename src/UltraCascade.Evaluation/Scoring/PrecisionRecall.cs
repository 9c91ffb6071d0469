namespace UltraCascade.Evaluation.Scoring;

/// <summary>Area under the curve that a sweep of thresholds draws in the plane of recall and precision.</summary>
public static class PrecisionRecall
{
    /// <summary>
    /// Area under the interpolated curve: at recall r the best precision of any threshold that reaches at least r; 0 beyond the greatest
    /// recall reached (Manning, Raghavan and Schütze 2008, section 8.4). 0 … 1.
    /// </summary>
    public static double Area(IEnumerable<(double Recall, double Precision)> points)
    {
        double area = 0;
        double right = 0;
        double best = 0;
        foreach ((double recall, double precision) in points.Where(p => p.Recall > 0).OrderByDescending(p => p.Recall))
        {
            area += (right - recall) * best;
            best = Math.Max(best, precision);
            right = recall;
        }

        return area + (right * best);
    }
}
