namespace UltraCascade.Feeds;

/// <summary>
/// A flash crash: faster and larger than a cascade, over all instruments. 20 to 90 per second on the leader within 2 s, held for 4 s,
/// gone after 14 more; orders of $20,000 and up.
/// </summary>
internal sealed class FlashCrashScenario : IScenario
{
    private static readonly LedBurst s_burst = new()
    {
        StartRate = 20,
        PeakRate = 90,
        RampSeconds = 2,
        HoldSeconds = 4,
        FadeSeconds = 14,
        EchoShare = 0.7,
        EchoSeconds = (0.05, 0.5),
        FirstInstrumentShare = 0.4,
        MedianUsd = 20_000,
        Sigma = 1.7,
    };

    public string Name => "flash-crash";

    public string Summary => "a calm market, then within two seconds hundreds of large liquidations per second, over in twenty";

    public double DefaultDurationSeconds => 420;

    public void Paint(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        s_burst.Paint(canvas);
    }
}
