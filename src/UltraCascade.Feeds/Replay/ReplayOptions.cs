namespace UltraCascade.Feeds;

/// <summary>How a replay is paced.</summary>
public sealed record ReplayOptions
{
    /// <summary>Data seconds per wall second; 0 = as fast as the flow control lets it.</summary>
    public double Speed { get; init; }

    /// <summary>
    /// Whether an idle Gap costs no wall time. False keeps data time and wall time in step, which a live instance needs.
    /// </summary>
    public bool SkipIdle { get; init; } = true;

    /// <summary>Whether to wait without limit for an engine to appear (or to come back) when the feed is full.</summary>
    public bool WaitForEngine { get; init; }

    /// <summary>Whether to wait at the end until the engine has stored the consequences of the last record.</summary>
    public bool WaitUntilConsumed { get; init; } = true;

    /// <summary>How long the engine may be gone while the replay waits for it.</summary>
    public TimeSpan EngineGoneAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Called about five times a second, and once at the end.</summary>
    public Action<ReplayProgress>? OnProgress { get; init; }
}
