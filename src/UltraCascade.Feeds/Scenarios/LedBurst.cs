using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// A burst that one venue leads: its liquidations rise from <see cref="StartRate"/> to <see cref="PeakRate"/>, by the same factor in equal
/// times, hold and fade, and each is echoed on each other venue with a probability after a short while.
/// </summary>
internal sealed record LedBurst
{
    /// <summary>Leader's rate at the onset, per second.</summary>
    public required double StartRate { get; init; }

    /// <summary>Leader's rate after the ramp, per second.</summary>
    public required double PeakRate { get; init; }

    /// <summary>Seconds of the rise.</summary>
    public required double RampSeconds { get; init; }

    /// <summary>Seconds at the peak.</summary>
    public required double HoldSeconds { get; init; }

    /// <summary>Seconds of the fall to 0, linear in the square root of the rate.</summary>
    public required double FadeSeconds { get; init; }

    /// <summary>Probability of an echo on each other venue.</summary>
    public required double EchoShare { get; init; }

    /// <summary>Shortest and longest time to an echo, in seconds.</summary>
    public required (double Low, double High) EchoSeconds { get; init; }

    /// <summary>Share of the instrument at the centre; the others share the rest alike.</summary>
    public required double FirstInstrumentShare { get; init; }

    /// <summary>Median notional in dollars.</summary>
    public required double MedianUsd { get; init; }

    /// <summary>Deviation of the logarithm of the notional; 0 = all alike.</summary>
    public required double Sigma { get; init; }

    /// <summary>Venues that take part, as indices into the options; null = all. One of them leads.</summary>
    public IReadOnlyList<int>? Venues { get; init; }

    /// <summary>The instrument at the centre, as an index into the options.</summary>
    public int Centre { get; init; }

    /// <summary>Side of the positions; null = that of the options.</summary>
    public PositionSide? Side { get; init; }

    /// <summary>Seconds from the onset to the end of the fade.</summary>
    public double EndSeconds => RampSeconds + HoldSeconds + FadeSeconds;

    /// <summary>Paints the burst and labels it as a cascade, from its onset to the last possible echo.</summary>
    /// <param name="canvas">What to paint on.</param>
    /// <param name="onsetSeconds">Start of the rise, in seconds from the onset of the scenario.</param>
    public void Paint(ScenarioCanvas canvas, double onsetSeconds = 0)
    {
        IReadOnlyList<int> venues = Venues ?? [.. Enumerable.Range(0, canvas.Options.Venues.Count)];
        int leader = venues[canvas.Random.NextIndex(venues.Count)];
        canvas.Poisson(onsetSeconds, onsetSeconds + EndSeconds, PeakRate, at => RateAt(at - onsetSeconds), at =>
        {
            int instrument = NextInstrument(canvas);
            PositionSide side = canvas.SideBut(0.05, Side);
            canvas.Add(at, leader, instrument, side, canvas.Random.NextLogNormal(MedianUsd, Sigma));
            foreach (int venue in venues)
            {
                if (venue != leader && canvas.Random.NextDouble() < EchoShare)
                {
                    double echoAt = at + canvas.Random.NextBetween(EchoSeconds.Low, EchoSeconds.High);
                    canvas.Add(echoAt, venue, instrument, side, canvas.Random.NextLogNormal(MedianUsd, Sigma));
                }
            }
        });
        canvas.Label(onsetSeconds, onsetSeconds + EndSeconds + EchoSeconds.High, "cascade");
    }

    private double RateAt(double seconds)
    {
        if (seconds < RampSeconds)
        {
            return StartRate * PortableMath.Exp(PortableMath.Ln(PeakRate / StartRate) * seconds / RampSeconds);
        }

        double left = Math.Min(1, (EndSeconds - seconds) / FadeSeconds);
        return PeakRate * left * left;
    }

    private int NextInstrument(ScenarioCanvas canvas)
    {
        int others = canvas.Instruments.Count - 1;
        return others == 0 || canvas.Random.NextDouble() < FirstInstrumentShare
            ? Centre
            : (Centre + 1 + canvas.Random.NextIndex(others)) % canvas.Instruments.Count;
    }
}
