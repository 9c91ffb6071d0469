namespace UltraCascade.Feeds;

/// <summary>What happens to arrivals on the way: skew, then lateness, then an outage, then re-sending after reconnects.</summary>
internal static class ReceiptPerturbation
{
    private const int RowsSentAgain = 10;

    /// <summary>Perturbs arrivals that are in order of receive time; the result is too, re-sent ones after others of the same time.</summary>
    /// <param name="arrivals">All venues, in order of receive time.</param>
    /// <param name="venues">Codes by index.</param>
    /// <param name="options">What to do.</param>
    /// <param name="beginUs">Time from which an outage counts.</param>
    public static List<Arrival> Apply(IReadOnlyList<Arrival> arrivals, IReadOnlyList<string> venues, PerturbationOptions options, long beginUs)
    {
        HashSet<int> affected = [.. Affected(arrivals, venues, options.Venue)];
        long lateUs = Us(options.LateSeconds);
        long skewUs = Us(options.SkewMs / 1e3);
        long fromUs = beginUs + Us(options.Outage?.StartSeconds ?? 0);
        long toUs = fromUs + Us(options.Outage?.LengthSeconds ?? 0);
        var received = new List<Arrival>(arrivals.Count);
        foreach (Arrival arrival in arrivals)
        {
            if (!affected.Contains(arrival.Venue))
            {
                received.Add(arrival);
                continue;
            }

            Arrival late = arrival with { ExchangeUs = arrival.ExchangeUs + skewUs, ReceiveUs = arrival.ReceiveUs + lateUs };
            if (late.ReceiveUs < fromUs || late.ReceiveUs >= toUs)
            {
                received.Add(late);
            }
        }

        var random = new ScenarioRandom(options.Seed);
        foreach (int venue in affected.Order())
        {
            received.AddRange(SentAgain(received.FindAll(a => a.Venue == venue && a.CanRepeat), options.DuplicateShare, random));
        }

        return [.. received.OrderBy(arrival => arrival.ReceiveUs)];
    }

    private static IEnumerable<int> Affected(IReadOnlyList<Arrival> arrivals, IReadOnlyList<string> venues, string? wanted)
    {
        int[] all = [.. Enumerable.Range(0, venues.Count).Where(venue => venues[venue].Length > 0)];
        if (all.Length == 0)
        {
            return [];
        }

        if (wanted is null)
        {
            Dictionary<int, int> counts = arrivals.Where(a => a.CanRepeat).GroupBy(a => a.Venue).ToDictionary(group => group.Key, group => group.Count());
            return all.OrderByDescending(venue => counts.GetValueOrDefault(venue)).ThenBy(venue => venues[venue], StringComparer.Ordinal).Take(1);
        }

        int[] named = wanted == PerturbationOptions.AllVenues ? all : [.. all.Where(venue => venues[venue] == wanted)];
        return named.Length > 0 ? named : throw new ArgumentException($"'{wanted}' is none of the venues: {string.Join(", ", all.Select(venue => venues[venue]))}, or {PerturbationOptions.AllVenues}.");
    }

    private static List<Arrival> SentAgain(List<Arrival> ofVenue, double share, ScenarioRandom random)
    {
        var again = new List<Arrival>();
        long wanted = (long)((share * ofVenue.Count) + 0.5);
        while (again.Count < wanted)
        {
            int most = Math.Min(RowsSentAgain, ofVenue.Count);
            int rows = (int)Math.Min(most, wanted - again.Count);
            int last = most - 1 + random.NextIndex(ofVenue.Count - most + 1);
            long atUs = ofVenue[last].ReceiveUs + Us(random.NextBetween(0.5, 2));
            for (int row = last - rows + 1; row <= last; row++)
            {
                again.Add(ofVenue[row] with { ReceiveUs = atUs });
            }
        }

        return again;
    }

    private static long Us(double seconds) => (long)Math.Floor((seconds * 1e6) + 0.5);
}
