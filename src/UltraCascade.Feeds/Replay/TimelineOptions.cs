namespace UltraCascade.Feeds;

/// <summary>How a table becomes a time line.</summary>
public sealed record TimelineOptions
{
    /// <summary>Seconds of ticks after the last event, so that windows empty and alarms clear. 0 … 86,400.</summary>
    public int TailSeconds { get; init; } = 600;

    /// <summary>Added to every time; 0 keeps the data's own times. See <see cref="TimelineWriter.ShiftToNs"/>.</summary>
    public long ShiftNs { get; init; }
}
