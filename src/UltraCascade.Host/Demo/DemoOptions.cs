namespace UltraCascade.Host.Demo;

/// <summary>What the user may choose about a demo.</summary>
internal sealed record DemoOptions
{
    /// <summary>Seconds of data that pass in one second.</summary>
    public double Speed { get; init; } = 60;

    /// <summary>About how long the replay takes, in seconds of the wall clock.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>Seed of the generated episode.</summary>
    public ulong Seed { get; init; } = 7;
}
