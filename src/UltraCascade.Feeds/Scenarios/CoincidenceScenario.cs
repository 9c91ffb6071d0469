using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Venues whose coincidence is known, on the first instrument, from the beginning of the canvas to its end (ten minutes of calm and
/// ten more by default). Bursts, where there are any, last five seconds and come every two minutes; they are labelled
/// <c>ignore</c>: a flood of 100/s is no calm, but nor is it what these scenarios are about.
/// </summary>
internal sealed class CoincidenceScenario(string name, string summary, bool copies, bool bursts, bool throttled) : IScenario
{
    /// <summary>The first venue leads at 2/s, the others copy it.</summary>
    public static readonly IScenario Copies = new CoincidenceScenario(
        "coincidence-copies", "one venue at 2/s, each of its liquidations copied on the others with a known probability and delay", copies: true, bursts: false, throttled: false);

    /// <summary>The same, and the leader has bursts.</summary>
    public static readonly IScenario CopiesBurst = new CoincidenceScenario(
        "coincidence-copies-burst", "the same with bursts of 100/s on the leader, copied alike", copies: true, bursts: true, throttled: false);

    /// <summary>Nothing in common.</summary>
    public static readonly IScenario Independent = new CoincidenceScenario(
        "coincidence-independent", "venues at 0.5/s each that know nothing of one another", copies: false, bursts: false, throttled: false);

    /// <summary>Bursts in common, but no contagion.</summary>
    public static readonly IScenario SharedBursts = new CoincidenceScenario(
        "coincidence-shared-bursts", "independent venues at 0.5/s each that share bursts of 100/s each: a trend in common, no contagion", copies: false, bursts: true, throttled: false);

    /// <summary>One venue cannot say what happens on it.</summary>
    public static readonly IScenario Throttled = new CoincidenceScenario(
        "coincidence-throttled", "independent venues, one of them at 5/s but throttled to one push a second: towards it nothing can be told", copies: false, bursts: false, throttled: true);

    private const double LeadRate = 2;
    private const double LoneRate = 0.5;
    private const double ThrottledRate = 5;
    private const double BurstRate = 100;
    private const double BurstSeconds = 5;
    private const double BurstEverySeconds = 120;

    public string Name => name;

    public string Summary => summary;

    public double DefaultDurationSeconds => 600;

    public IReadOnlyList<string> DefaultInstruments => ["BTC"];

    public void Paint(ScenarioCanvas canvas)
    {
        int throttledVenue = throttled ? ThrottledIn(canvas) : -1;
        if (throttled)
        {
            canvas.Throttle(throttledVenue);
        }

        for (int venue = 0; venue < (copies ? 1 : canvas.Options.Venues.Count); venue++)
        {
            PaintVenue(canvas, venue, copies ? LeadRate : venue == throttledVenue ? ThrottledRate : LoneRate);
        }

        for (double at = BurstAt(0); bursts && at < canvas.DurationSeconds; at += BurstEverySeconds)
        {
            canvas.Label(at, at + BurstSeconds, "ignore");
        }

        ExpectPairs(canvas, throttledVenue);

        double BurstAt(int number) => (BurstEverySeconds / 2) - canvas.Options.CalmSeconds + (number * BurstEverySeconds);
    }

    private static int ThrottledIn(ScenarioCanvas canvas)
    {
        int venue = 0;
        while (venue < canvas.Options.Venues.Count && !Venue.IsThrottled(Venue.IndexOf(canvas.Options.Venues[venue])))
        {
            venue++;
        }

        return venue < canvas.Options.Venues.Count ? venue : 0;
    }

    private void PaintVenue(ScenarioCanvas canvas, int venue, double rate)
    {
        double from = -canvas.Options.CalmSeconds;
        canvas.Poisson(from, canvas.DurationSeconds, bursts ? BurstRate : rate, at => bursts && InBurst(at - from) ? BurstRate : rate, at =>
        {
            PositionSide side = canvas.SideBut(0.3);
            canvas.Add(at, venue, 0, side, canvas.Random.NextLogNormal(4000, 1.2));
            for (int other = 1; copies && other < canvas.Options.Venues.Count; other++)
            {
                if (canvas.Random.NextDouble() < canvas.Options.CopyProbability)
                {
                    double copyAt = at + canvas.Random.NextBetween(canvas.Options.CopyDelaySeconds.Low, canvas.Options.CopyDelaySeconds.High);
                    canvas.Add(copyAt, other, 0, side, canvas.Random.NextLogNormal(4000, 1.2));
                }
            }
        });
    }

    private static bool InBurst(double seconds)
    {
        double since = seconds - (BurstEverySeconds / 2);
        return since >= 0 && since - (Math.Floor(since / BurstEverySeconds) * BurstEverySeconds) < BurstSeconds;
    }

    /// <summary>Copies: leader to each other. Else: every pair both ways.</summary>
    private void ExpectPairs(ScenarioCanvas canvas, int throttledVenue)
    {
        IReadOnlyList<string> venues = canvas.Options.Venues;
        (double low, double high) = canvas.Options.CopyDelaySeconds;
        double inTime = high <= 1 ? 1 : low >= 1 ? 0 : (1 - low) / (high - low);
        double expected = copies ? canvas.Options.CopyProbability * inTime : 0;
        (double below, double above) = copies ? (0.10, 0.10) : bursts ? (double.PositiveInfinity, 0.10) : (0.12, 0.12);
        for (int from = 0; from < (copies ? 1 : venues.Count); from++)
        {
            for (int to = 0; to < venues.Count; to++)
            {
                if (to != from)
                {
                    canvas.Expect(new CoincidenceTruth(venues[from], venues[to], to != throttledVenue, expected - below, expected + above));
                }
            }
        }
    }
}
