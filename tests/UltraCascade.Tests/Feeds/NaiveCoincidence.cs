using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>
/// Event coincidence from its definition, over a whole scenario at once: for each event of one venue a look at the other's events in the
/// second after it, against those of the seconds around.
/// </summary>
internal static class NaiveCoincidence
{
    private const double Tau = 1;
    private const int M = 3;
    private const double ReorderSeconds = 2.5;
    private const double DecaySeconds = 300;

    /// <summary>E of a pair at the end of the scenario, and the mass of the null it stands on.</summary>
    public static (double Value, double NullMass) Of(GeneratedScenario scenario, string from, string to)
    {
        double[] a = Times(scenario, from);
        double[] b = Times(scenario, to);
        double endS = (scenario.EndUs - scenario.BeginUs) / 1e6;
        double miss = 0;
        double expected = 0;
        foreach (double y in a)
        {
            double judgedAt = y + ((M + 1) * Tau) + ReorderSeconds;
            if (judgedAt <= endS)
            {
                double weight = Math.Exp(-(endS - judgedAt) / DecaySeconds);
                int around = Count(b, y - (M * Tau), y) + Count(b, y + Tau, y + ((M + 1) * Tau));
                miss += weight * (Count(b, y, y + Tau) > 0 ? 0 : 1);
                expected += weight * Math.Pow(1 - (1 / (2.0 * M)), around);
            }
        }

        return (1 - (miss / expected), expected);
    }

    /// <summary>Share of the last ten one-second slots in which a venue pushed, averaged over the second half of the scenario.</summary>
    public static double Saturation(GeneratedScenario scenario, string venue)
    {
        HashSet<long> slots = [.. scenario.Rows.Where(row => row.Venue == venue).Select(row => row.ReceiveUs / 1_000_000)];
        long from = (scenario.BeginUs + scenario.EndUs) / 2 / 1_000_000;
        long to = scenario.EndUs / 1_000_000;
        return slots.Count(slot => slot >= from && slot < to) / (double)(to - from);
    }

    private static double[] Times(GeneratedScenario scenario, string venue) =>
        [.. scenario.Rows.Where(row => row.Venue == venue).Select(row => (row.TimeUs - scenario.BeginUs) / 1e6).Order()];

    /// <summary>Events in (from, to].</summary>
    private static int Count(double[] times, double from, double to) => UpTo(times, to) - UpTo(times, from);

    private static int UpTo(double[] times, double limit)
    {
        int low = 0;
        int high = times.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = times[middle] <= limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
