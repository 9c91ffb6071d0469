namespace UltraCascade.Feeds;

/// <summary>
/// A cascade: after a calm background one venue's liquidations ramp from 4 to 18 per second in 12 s, with the others echoing it tens per
/// second in all, hold for 15 s and fade within 33 s.
/// </summary>
internal sealed class CascadeScenario : IScenario
{
    /// <summary>Liquidations per second of a calm market over three venues and three coins.</summary>
    public const double CalmRate = 0.03;

    private static readonly LedBurst s_burst = new()
    {
        StartRate = 4,
        PeakRate = 18,
        RampSeconds = 12,
        HoldSeconds = 15,
        FadeSeconds = 33,
        EchoShare = 0.6,
        EchoSeconds = (0.1, 1.0),
        FirstInstrumentShare = 0.6,
        MedianUsd = 6000,
        Sigma = 1.5,
    };

    public string Name => "cascade";

    public string Summary => "a calm market, then a ramp to tens of liquidations per second on all venues, led by one";

    public double DefaultDurationSeconds => 420;

    public void Paint(ScenarioCanvas canvas)
    {
        canvas.Background(CalmRate);
        s_burst.Paint(canvas);
    }
}
