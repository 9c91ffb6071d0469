namespace UltraCascade.Feeds;

/// <summary>
/// A cascade: after a calm background one venue's liquidations ramp from 2 to 36 per second in 2 s, with the others echoing it tens per
/// second in all, hold for 6 s and fade within 37 s. It grows so fast at first that it stands out from its own beginning, where there is
/// no calm before it to stand out from.
/// </summary>
internal sealed class CascadeScenario : IScenario
{
    /// <summary>Liquidations per second of a calm market over three venues and three coins.</summary>
    public const double CalmRate = 0.03;

    private static readonly LedBurst s_burst = new()
    {
        StartRate = 2,
        PeakRate = 36,
        RampSeconds = 2,
        HoldSeconds = 6,
        FadeSeconds = 37,
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
