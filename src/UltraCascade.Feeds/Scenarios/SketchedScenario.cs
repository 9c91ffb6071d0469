namespace UltraCascade.Feeds;

/// <summary>A scenario that is one short function.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Summary">What it shows, in one sentence.</param>
/// <param name="DefaultDurationSeconds">Seconds of the main part when nothing else is asked for.</param>
/// <param name="Sketch">Paints background and main part.</param>
internal sealed record SketchedScenario(string Name, string Summary, double DefaultDurationSeconds, Action<ScenarioCanvas> Sketch) : IScenario
{
    public void Paint(ScenarioCanvas canvas) => Sketch(canvas);
}
