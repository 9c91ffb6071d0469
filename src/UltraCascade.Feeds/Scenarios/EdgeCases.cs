using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Inputs at the edge of what a market does. Unless said otherwise: a calm background of 0.03/s, and at second 0 what the name says.
/// A single order is not a cascade, however large: mega-event and whale have no label.
/// </summary>
internal static class EdgeCases
{
    private static readonly LedBurst s_burst = new()
    {
        StartRate = 3,
        PeakRate = 45,
        RampSeconds = 2,
        HoldSeconds = 10,
        FadeSeconds = 20,
        EchoShare = 0.6,
        EchoSeconds = (0.1, 1.0),
        FirstInstrumentShare = 0.6,
        MedianUsd = 6000,
        Sigma = 1.5,
    };

    public static IReadOnlyList<IScenario> All { get; } =
    [
        new SketchedScenario("no-events", "nothing at all", 420, _ => { }),
        new SketchedScenario("mega-event", "a calm market and one liquidation of a billion dollars", 420, MegaEvent),
        new SketchedScenario("rapid-burst", "a calm market, then 500 liquidations within a second", 420, RapidBurst),
        new SketchedScenario("single-exchange", "a calm market, then a cascade on one venue alone", 420, SingleExchange),
        new SketchedScenario("alternating-exchanges", "a calm market, then a cascade whose liquidations go round the venues one by one", 420, AlternatingExchanges),
        new SketchedScenario("uniform-size", "a calm market, then a cascade of liquidations of $10,000 each", 420, UniformSize),
        new SketchedScenario("exponential-growth", "a calm market, then liquidations whose rate doubles every two seconds from 2 to 64 per second, and stop", 420, ExponentialGrowth),
        new SketchedScenario("whale", "a calm market and one order of 69 fills: same venue, coin, side and exchange time, received within a second", 420, Whale),
        new SketchedScenario("whipsaw", "a calm market, a cascade of longs, and when it is over one of shorts", 420, Whipsaw),
        new SketchedScenario("stress", "a calm market, then 2000 liquidations per second (or --rate) until the end", 60, Stress),
    ];

    private static void MegaEvent(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        canvas.Add(0, 0, 0, canvas.Options.Side, 1e9);
    }

    private static void RapidBurst(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        for (int i = 0; i < 500; i++)
        {
            double at = canvas.Random.NextDouble();
            int venue = canvas.Random.NextIndex(canvas.Options.Venues.Count);
            canvas.Add(at, venue, 0, canvas.SideBut(0.05), canvas.Random.NextLogNormal(6000, 1.5));
        }

        canvas.Label(0, 1, "cascade");
    }

    private static void SingleExchange(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        (s_burst with { Venues = [canvas.Random.NextIndex(canvas.Options.Venues.Count)] }).Paint(canvas);
    }

    private static void AlternatingExchanges(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        int number = 0;
        canvas.Poisson(0, 20, 60, seconds => Math.Min(4 * PortableMath.Exp(1.35 * seconds), 60), at =>
        {
            int venue = number++ % canvas.Options.Venues.Count;
            canvas.Add(at, venue, 0, canvas.SideBut(0.05), canvas.Random.NextLogNormal(6000, 1.5));
        });
        canvas.Label(0, 20, "cascade");
    }

    private static void UniformSize(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        (s_burst with { MedianUsd = 10_000, Sigma = 0 }).Paint(canvas);
    }

    private static void ExponentialGrowth(ScenarioCanvas canvas)
    {
        const double DoublingSeconds = 2;
        const double EndSeconds = 10;
        canvas.Background(CascadeScenario.CalmRate);
        canvas.Poisson(0, EndSeconds, 64, seconds => 2 * PortableMath.Exp(PortableMath.Ln(2) * seconds / DoublingSeconds), at =>
        {
            int venue = canvas.Random.NextIndex(canvas.Options.Venues.Count);
            canvas.Add(at, venue, 0, canvas.SideBut(0.05), canvas.Random.NextLogNormal(6000, 1.5));
        });
        canvas.Label(0, EndSeconds, "cascade");
    }

    private static void Whale(ScenarioCanvas canvas)
    {
        const int Fills = 69;
        canvas.Background(CascadeScenario.CalmRate);
        int venue = canvas.Random.NextIndex(canvas.Options.Venues.Count);
        double[] delays = new double[Fills];
        for (int i = 0; i < Fills; i++)
        {
            delays[i] = canvas.Random.NextDouble();
        }

        Array.Sort(delays);
        foreach (double delay in delays)
        {
            canvas.Add(0, venue, 0, canvas.Options.Side, canvas.Random.NextLogNormal(30_000, 1.2), delay);
        }
    }

    private static void Whipsaw(ScenarioCanvas canvas)
    {
        PositionSide other = canvas.Options.Side == PositionSide.Long ? PositionSide.Short : PositionSide.Long;
        canvas.Background(CascadeScenario.CalmRate);
        s_burst.Paint(canvas);
        (s_burst with { Side = other }).Paint(canvas, s_burst.EndSeconds + 5);
    }

    private static void Stress(ScenarioCanvas canvas)
    {
        const double RampSeconds = 5;
        double peak = canvas.Options.RatePerSecond ?? 2000;
        canvas.BackgroundOf(CascadeScenario.CalmRate);
        canvas.Poisson(0, canvas.DurationSeconds, peak, seconds => peak * Math.Min(0.1 + (0.9 * seconds / RampSeconds), 1), at =>
        {
            int venue = canvas.Random.NextIndex(canvas.Options.Venues.Count);
            int instrument = canvas.Random.NextIndex(canvas.Instruments.Count);
            canvas.Add(at, venue, instrument, canvas.SideBut(0.1), canvas.Random.NextLogNormal(6000, 1.5));
        });
        canvas.Label(0, canvas.DurationSeconds, "cascade");
    }
}
