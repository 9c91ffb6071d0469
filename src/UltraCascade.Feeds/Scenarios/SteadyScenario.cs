namespace UltraCascade.Feeds;

/// <summary>A busy but even market: a Poisson stream of 1 to 5 liquidations per second (chosen by the seed). No label: nothing to find.</summary>
internal sealed class SteadyScenario : IScenario
{
    public string Name => "steady";

    public string Summary => "an even flow of 1 to 5 liquidations per second and nothing else";

    public double DefaultDurationSeconds => 1800;

    public void Paint(ScenarioCanvas canvas)
    {
        // Drawn also when a rate is given, so that the rate changes how many events there are, not which stream they come from.
        double rate = canvas.Random.NextBetween(1, 5);
        canvas.Background(rate);
    }
}
