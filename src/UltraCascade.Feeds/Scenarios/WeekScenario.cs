using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// A labelled week: a background with the rhythm of the day that excites itself and is four times as dense in the third quarter, one
/// to three cascades a day of varied size, side, venues, centre and ramp, at least 45 minutes apart, and Binance throttled to one
/// push per symbol and second. With another duration it is as many days as that has.
/// </summary>
internal sealed class WeekScenario : IScenario
{
    private const double DaySeconds = 86_400;
    private const double FoundersPerSecond = 0.03;
    private const double ApartSeconds = 2700;
    private const double EdgeSeconds = 900;
    private const double OtherSideShare = 0.35;
    private const int Attempts = 100;

    public string Name => "week";

    public string Summary => "seven days with a daily rhythm, clusters, one to three cascades a day, a quarter that is four times as busy and a throttled venue";

    public double DefaultDurationSeconds => 7 * DaySeconds;

    public IReadOnlyList<string> DefaultInstruments => ["BTC", "ETH", "SOL", "XRP", "DOGE"];

    public void Paint(ScenarioCanvas canvas)
    {
        // Cascades first: so that the stream of chance they come from does not depend on how much background there is.
        foreach (double at in Schedule(canvas))
        {
            Cascade(canvas).Paint(canvas, at);
        }

        double rate = canvas.Options.RatePerSecond * (1 - SelfExcitingBackground.Branching) ?? FoundersPerSecond;
        var rhythm = new DailyRhythm(canvas.DurationSeconds, canvas.Options.BusyFactor);
        new SelfExcitingBackground(rate, rhythm, Shares(canvas.Instruments.Count)).Paint(canvas);
        for (int venue = 0; venue < canvas.Options.Venues.Count; venue++)
        {
            if (Venue.IndexOf(canvas.Options.Venues[venue]) == Venue.BinanceUm)
            {
                canvas.Throttle(venue);
            }
        }
    }

    /// <summary>Onsets in order of time.</summary>
    private static List<double> Schedule(ScenarioCanvas canvas)
    {
        var onsets = new List<double>();
        for (double day = 0; day < canvas.DurationSeconds; day += DaySeconds)
        {
            double end = Math.Min(day + DaySeconds, canvas.DurationSeconds - EdgeSeconds);
            for (int wanted = 1 + canvas.Random.NextIndex(3); wanted > 0; wanted--)
            {
                for (int attempt = 0; attempt < Attempts; attempt++)
                {
                    double at = canvas.Random.NextBetween(day, day + DaySeconds);
                    if (at >= EdgeSeconds && at < end && onsets.TrueForAll(other => Math.Abs(other - at) >= ApartSeconds))
                    {
                        onsets.Add(at);
                        break;
                    }
                }
            }
        }

        onsets.Sort();
        return onsets;
    }

    private static LedBurst Cascade(ScenarioCanvas canvas)
    {
        ScenarioRandom random = canvas.Random;
        return new LedBurst
        {
            StartRate = random.NextBetween(1.5, 5),
            PeakRate = random.NextLogNormal(20, 0.4),
            RampSeconds = random.NextBetween(2, 8),
            HoldSeconds = random.NextBetween(3, 40),
            FadeSeconds = random.NextBetween(15, 90),
            EchoShare = random.NextBetween(0.5, 0.9),
            EchoSeconds = (0.1, 1.0),
            FirstInstrumentShare = random.NextBetween(0.4, 0.9),
            MedianUsd = random.NextLogNormal(8000, 0.5),
            Sigma = 1.5,
            Side = canvas.SideBut(OtherSideShare),
            Centre = random.NextIndex(canvas.Instruments.Count),
            Venues = TakingPart(canvas),
        };
    }

    /// <summary>Seven times in ten all venues, else all but one, if two are left.</summary>
    private static List<int> TakingPart(ScenarioCanvas canvas)
    {
        List<int> venues = [.. Enumerable.Range(0, canvas.Options.Venues.Count)];
        bool all = canvas.Random.NextDouble() < 0.7;
        int absent = canvas.Random.NextIndex(venues.Count);
        if (!all && venues.Count > 2)
        {
            venues.RemoveAt(absent);
        }

        return venues;
    }

    /// <summary>Shares that fall as 1/(i + 1).</summary>
    private static double[] Shares(int instruments)
    {
        double sum = 0;
        for (int i = 0; i < instruments; i++)
        {
            sum += 1.0 / (i + 1);
        }

        return [.. Enumerable.Range(0, instruments).Select(i => 1.0 / (i + 1) / sum)];
    }
}
