namespace UltraCascade.Engine.Detection;

/// <summary>When the fixed-rate baseline detector raises and clears its alarm.</summary>
public sealed record FixedRateOptions
{
    /// <summary>Alarm when at least this many events are in the 60 s window.</summary>
    public int RaiseAt { get; init; } = 7;

    /// <summary>The alarm begins to clear when fewer than this many are.</summary>
    public int ClearBelow { get; init; } = 4;

    /// <summary>And is over when that held for this many ns without interruption.</summary>
    public long ClearNs { get; init; } = 60_000_000_000L;
}
