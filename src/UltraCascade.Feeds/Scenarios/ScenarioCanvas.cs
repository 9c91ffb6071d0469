using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// What a scenario paints on: liquidations at seconds from the onset, in any order, and the truth about them. Prices come later, in
/// order of time. What is painted within <see cref="PaintBackground"/> is background: it can be made sparser or denser without any
/// change to the rest.
/// </summary>
public sealed class ScenarioCanvas
{
    private readonly List<Stroke> _strokes = [];
    private readonly List<(double FromSeconds, double ToSeconds, string Kind)> _labels = [];
    private readonly List<CoincidenceTruth> _coincidence = [];
    private readonly double _backgroundFactor;
    private ScenarioRandom _thinning;
    private double _keptShare = 1;
    private int _run;
    private StrokeLayer _layer;

    internal ScenarioCanvas(ScenarioOptions options, IReadOnlyList<string> instruments, double durationSeconds, double backgroundFactor)
    {
        Options = options;
        Instruments = instruments;
        DurationSeconds = durationSeconds;
        Random = new ScenarioRandom(options.Seed);
        _thinning = Random;
        _backgroundFactor = backgroundFactor;
    }

    /// <summary>What a stroke belongs to.</summary>
    internal enum StrokeLayer : byte
    {
        /// <summary>What the scenario is about.</summary>
        Episode,

        /// <summary>The background as it is without a factor.</summary>
        Background,

        /// <summary>Background that a factor below 1 takes away. It still moves the price, so that the rest keeps its bits.</summary>
        Thinned,

        /// <summary>Background that a factor above 1 adds. It does not move the price.</summary>
        Added,

        /// <summary>Never painted.</summary>
        Nothing,
    }

    /// <summary>A liquidation whose price is not known yet.</summary>
    internal readonly record struct Stroke(
        double Seconds, double DelaySeconds, int Venue, int Instrument, PositionSide Side, double Usd, StrokeLayer Layer);

    /// <summary>What was asked for.</summary>
    public ScenarioOptions Options { get; }

    /// <summary>Base assets.</summary>
    public IReadOnlyList<string> Instruments { get; }

    /// <summary>Seconds of the main part.</summary>
    public double DurationSeconds { get; }

    /// <summary>The one source of chance; the order of draws is part of what a seed means.</summary>
    public ScenarioRandom Random { get; private set; }

    internal IReadOnlyList<Stroke> Strokes => _strokes;

    internal IReadOnlyList<(double FromSeconds, double ToSeconds, string Kind)> Labels => _labels;

    internal IReadOnlyList<CoincidenceTruth> Coincidence => _coincidence;

    /// <summary>Whether the family begun last is part of the market.</summary>
    internal bool FamilyIsKept => _layer is StrokeLayer.Background or StrokeLayer.Added;

    /// <summary>Index of the venue that publishes at most the largest liquidation of each symbol and second, or -1.</summary>
    internal int ThrottledVenue { get; private set; } = -1;

    /// <summary>Adds one liquidation; outside the canvas nothing is painted.</summary>
    /// <param name="seconds">Seconds from the onset.</param>
    /// <param name="venue">Index into the venues of the options.</param>
    /// <param name="instrument">Index into the instruments.</param>
    /// <param name="side">Side of the position.</param>
    /// <param name="usd">Wanted notional.</param>
    /// <param name="delaySeconds">How much later than it happened it is received.</param>
    public void Add(double seconds, int venue, int instrument, PositionSide side, double usd, double delaySeconds = 0)
    {
        if (seconds >= -Options.CalmSeconds && seconds < DurationSeconds && _layer != StrokeLayer.Nothing)
        {
            _strokes.Add(new Stroke(seconds, delaySeconds, venue, instrument, side, usd, _layer));
        }
    }

    /// <summary>Labels the stretch between two times, in seconds from the onset.</summary>
    public void Label(double fromSeconds, double toSeconds, string kind) => _labels.Add((fromSeconds, toSeconds, kind));

    /// <summary>States what the coincidence of a pair of venues comes to; see <see cref="CoincidenceTruth"/>.</summary>
    public void Expect(CoincidenceTruth truth) => _coincidence.Add(truth);

    /// <summary>Makes one venue publish at most one liquidation of each symbol per second, the largest; see <see cref="PushThrottle"/>.</summary>
    public void Throttle(int venue) => ThrottledVenue = venue;

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
    public void Background(double ratePerSecond) => BackgroundOf(Options.RatePerSecond ?? ratePerSecond);

    /// <summary>As <see cref="Background"/>, for a scenario where the rate in the options means something else.</summary>
    public void BackgroundOf(double ratePerSecond)
    {
        PaintBackground(() => Poisson(-Options.CalmSeconds, DurationSeconds, ratePerSecond, _ => ratePerSecond, at =>
        {
            int venue = Random.NextIndex(Options.Venues.Count);
            int instrument = Random.NextIndex(Instruments.Count);
            PositionSide side = Random.NextDouble() < 0.5 ? PositionSide.Long : PositionSide.Short;
            BeginFamily();
            Add(at, venue, instrument, side, Random.NextLogNormal(2000, 1.4));
        }));
    }

    /// <summary>
    /// Runs <paramref name="paint"/> as background. It calls <see cref="BeginFamily"/> before the liquidations of each family (one,
    /// or one with those it set off). With a background factor f it runs once for each whole or begun 1 of f, each time after the first
    /// with a stream of chance of its own; of run k (from 0) each family is kept with probability f − k, at most 1. So the number of
    /// families is multiplied by f, and nothing else that the seed means changes.
    /// </summary>
    public void PaintBackground(Action paint)
    {
        ScenarioRandom main = Random;
        for (_run = 0; _run == 0 || _run < _backgroundFactor; _run++)
        {
            Random = _run == 0 ? main : ScenarioRandom.Fork(Options.Seed, 2 * _run);
            _thinning = ScenarioRandom.Fork(Options.Seed, (2 * _run) + 1);
            _keptShare = _backgroundFactor - _run;
            paint();
        }

        Random = main;
        _layer = StrokeLayer.Episode;
    }

    /// <summary>Begins a family of background liquidations: they are kept or left out together.</summary>
    public void BeginFamily()
    {
        bool kept = _keptShare >= 1 || _thinning.NextDouble() < _keptShare;
        _layer = _run == 0
            ? kept ? StrokeLayer.Background : StrokeLayer.Thinned
            : kept ? StrokeLayer.Added : StrokeLayer.Nothing;
    }

    /// <summary>A side (null = that of the options), or with the given probability the other one.</summary>
    public PositionSide SideBut(double otherShare, PositionSide? side = null)
    {
        PositionSide usual = side ?? Options.Side;
        return Random.NextDouble() >= otherShare ? usual : usual == PositionSide.Long ? PositionSide.Short : PositionSide.Long;
    }
}
