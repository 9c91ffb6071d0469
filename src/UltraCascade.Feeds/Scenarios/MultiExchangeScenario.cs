namespace UltraCascade.Feeds;

/// <summary>
/// A cascade that is one venue's with the others copying it: after a calm background the leader's liquidations ramp from 2 to 36 per
/// second in 2 s, each copied on every other venue with the probability and delay of the options.
/// </summary>
internal sealed class MultiExchangeScenario : IScenario
{
    public string Name => "multi-exchange";

    public string Summary => "a cascade on one venue that the others copy with a known probability and delay";

    public double DefaultDurationSeconds => 420;

    public void Paint(ScenarioCanvas canvas)
    {
        canvas.Background(CascadeScenario.CalmRate);
        var burst = new LedBurst
        {
            StartRate = 2,
            PeakRate = 36,
            RampSeconds = 2,
            HoldSeconds = 10,
            FadeSeconds = 30,
            EchoShare = canvas.Options.CopyProbability,
            EchoSeconds = canvas.Options.CopyDelaySeconds,
            FirstInstrumentShare = 0.6,
            MedianUsd = 6000,
            Sigma = 1.4,
        };
        burst.Paint(canvas);
    }
}
