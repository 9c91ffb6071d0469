using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// A burst that one venue leads: its liquidations rise from <see cref="StartRate"/> to <see cref="PeakRate"/>, hold and fade, and each
/// is echoed on each other venue with a probability after a short while.
/// </summary>
internal sealed record LedBurst
{
    /// <summary>Leader's rate at the onset, per second.</summary>
    public required double StartRate { get; init; }

    /// <summary>Leader's rate after the ramp, per second.</summary>
    public required double PeakRate { get; init; }

    /// <summary>Seconds of the linear rise.</summary>
    public required double RampSeconds { get; init; }

    /// <summary>Seconds at the peak.</summary>
    public required double HoldSeconds { get; init; }

    /// <summary>Seconds of the fall to 0, linear in the square root of the rate.</summary>
    public required double FadeSeconds { get; init; }

    /// <summary>Probability of an echo on each other venue.</summary>
    public required double EchoShare { get; init; }

    /// <summary>Shortest and longest time to an echo, in seconds.</summary>
    public required (double Low, double High) EchoSeconds { get; init; }

    /// <summary>Share of the first instrument; the others share the rest alike.</summary>
    public required double FirstInstrumentShare { get; init; }

    /// <summary>Median notional in dollars.</summary>
    public required double MedianUsd { get; init; }

    /// <summary>Deviation of the logarithm of the notional.</summary>
    public required double Sigma { get; init; }

    /// <summary>Seconds from the onset to the end of the fade.</summary>
    public double EndSeconds => RampSeconds + HoldSeconds + FadeSeconds;

    /// <summary>Paints the burst from second 0 on and labels it as a cascade.</summary>
    public void Paint(ScenarioCanvas canvas)
    {
        int venues = canvas.Options.Venues.Count;
        int leader = canvas.Random.NextIndex(venues);
        canvas.Poisson(0, EndSeconds, PeakRate, RateAt, at =>
        {
            int instrument = NextInstrument(canvas);
            PositionSide side = canvas.SideBut(0.05);
            canvas.Add(at, leader, instrument, side, canvas.Random.NextLogNormal(MedianUsd, Sigma));
            for (int venue = 0; venue < venues; venue++)
            {
                if (venue != leader && canvas.Random.NextDouble() < EchoShare)
                {
                    double echoAt = at + canvas.Random.NextBetween(EchoSeconds.Low, EchoSeconds.High);
                    canvas.Add(echoAt, venue, instrument, side, canvas.Random.NextLogNormal(MedianUsd, Sigma));
                }
            }
        });
        canvas.Label(0, EndSeconds + EchoSeconds.High, "cascade");
    }

    private double RateAt(double seconds)
    {
        if (seconds < RampSeconds)
        {
            return StartRate + ((PeakRate - StartRate) * seconds / RampSeconds);
        }

        double left = Math.Min(1, (EndSeconds - seconds) / FadeSeconds);
        return PeakRate * left * left;
    }

    private int NextInstrument(ScenarioCanvas canvas)
    {
        int others = canvas.Options.Instruments.Count - 1;
        return others == 0 || canvas.Random.NextDouble() < FirstInstrumentShare ? 0 : 1 + canvas.Random.NextIndex(others);
    }
}
