namespace UltraCascade.Feeds;

/// <summary>One kind of market episode. A new one is a class of this kind and a line in <see cref="ScenarioGenerator.Scenarios"/>.</summary>
public interface IScenario
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it shows, in one sentence.</summary>
    string Summary { get; }

    /// <summary>Seconds of the main part when nothing else is asked for.</summary>
    double DefaultDurationSeconds { get; }

    /// <summary>Base assets when nothing else is asked for.</summary>
    IReadOnlyList<string> DefaultInstruments => ["BTC", "ETH", "SOL"];

    /// <summary>Paints background and main part. Times on the canvas are seconds from the onset; the background begins at minus CalmSeconds.</summary>
    void Paint(ScenarioCanvas canvas);
}
