using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// What a scenario paints on: liquidations at seconds from the onset, in any order, and labels. Prices come later, in order of time.
/// </summary>
public sealed class ScenarioCanvas
{
    private readonly List<Stroke> _strokes = [];
    private readonly List<(double FromSeconds, double ToSeconds, string Kind)> _labels = [];

    internal ScenarioCanvas(ScenarioOptions options, double durationSeconds)
    {
        Options = options;
        DurationSeconds = durationSeconds;
        Random = new ScenarioRandom(options.Seed);
    }

    /// <summary>A liquidation whose price is not known yet.</summary>
    internal readonly record struct Stroke(double Seconds, int Venue, int Instrument, PositionSide Side, double Usd);

    /// <summary>What was asked for.</summary>
    public ScenarioOptions Options { get; }

    /// <summary>Seconds of the main part.</summary>
    public double DurationSeconds { get; }

    /// <summary>The one source of chance; the order of draws is part of what a seed means.</summary>
    public ScenarioRandom Random { get; }

    internal IReadOnlyList<Stroke> Strokes => _strokes;

    internal IReadOnlyList<(double FromSeconds, double ToSeconds, string Kind)> Labels => _labels;

    /// <summary>Adds one liquidation; outside the canvas nothing is painted.</summary>
    /// <param name="seconds">Seconds from the onset.</param>
    /// <param name="venue">Index into the venues of the options.</param>
    /// <param name="instrument">Index into the instruments of the options.</param>
    /// <param name="side">Side of the position.</param>
    /// <param name="usd">Wanted notional.</param>
    public void Add(double seconds, int venue, int instrument, PositionSide side, double usd)
    {
        if (seconds >= -Options.CalmSeconds && seconds < DurationSeconds)
        {
            _strokes.Add(new Stroke(seconds, venue, instrument, side, usd));
        }
    }

    /// <summary>Labels the stretch between two times, in seconds from the onset.</summary>
    public void Label(double fromSeconds, double toSeconds, string kind) => _labels.Add((fromSeconds, toSeconds, kind));

    /// <summary>
    /// A Poisson stream whose rate changes with time, by thinning: candidates at <paramref name="maxRate"/>, each kept with
    /// probability rate / maxRate.
    /// </summary>
    /// <param name="fromSeconds">Begin, in seconds from the onset.</param>
    /// <param name="toSeconds">End.</param>
    /// <param name="maxRate">Largest value of <paramref name="rate"/>, per second; nothing is painted at 0.</param>
    /// <param name="rate">Rate at a time, per second.</param>
    /// <param name="paint">Called with the time of each event.</param>
    public void Poisson(double fromSeconds, double toSeconds, double maxRate, Func<double, double> rate, Action<double> paint)
    {
        if (maxRate <= 0)
        {
            return;
        }

        for (double at = fromSeconds + (Random.NextExponential() / maxRate); at < toSeconds; at += Random.NextExponential() / maxRate)
        {
            if (Random.NextDouble() * maxRate < rate(at))
            {
                paint(at);
            }
        }
    }

    /// <summary>
    /// Independent small liquidations over the whole canvas: both sides alike, venues and instruments alike, notionals log-normal
    /// around $2,000.
    /// </summary>
    /// <param name="ratePerSecond">Rate over all venues and instruments; the one in the options goes first.</param>
    public void Background(double ratePerSecond)
    {
        double rate = Options.RatePerSecond ?? ratePerSecond;
        Poisson(-Options.CalmSeconds, DurationSeconds, rate, _ => rate, at =>
        {
            int venue = Random.NextIndex(Options.Venues.Count);
            int instrument = Random.NextIndex(Options.Instruments.Count);
            PositionSide side = Random.NextDouble() < 0.5 ? PositionSide.Long : PositionSide.Short;
            Add(at, venue, instrument, side, Random.NextLogNormal(2000, 1.4));
        });
    }

    /// <summary>The side of the options, or with the given probability the other one.</summary>
    public PositionSide SideBut(double otherShare) =>
        Random.NextDouble() >= otherShare ? Options.Side : Options.Side == PositionSide.Long ? PositionSide.Short : PositionSide.Long;
}
