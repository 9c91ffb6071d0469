namespace UltraCascade.Feeds;

/// <summary>What goes wrong on the way from the market to the receiver, and how dense the background is. The default changes nothing.</summary>
public sealed record PerturbationOptions
{
    /// <summary>Value of <see cref="Venue"/> that means every venue.</summary>
    public const string AllVenues = "all";

    /// <summary>Seed of what is random about it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Code of the venue that is late, re-sends, is skewed or silent; <see cref="AllVenues"/>; null = the one with the most liquidations (of
    /// equals the first in ordinal order).
    /// </summary>
    public string? Venue { get; init; }

    /// <summary>Seconds by which everything of the venue is received later. 0 … 3600.</summary>
    public double LateSeconds { get; init; }

    /// <summary>
    /// Share of the venue's liquidations that it sends again, 0 … 1: after reconnects at random moments it sends its last ten anew, with
    /// their ids and event times, received 0.5 to 2 s after the last of them. Exactly the nearest whole number of rows is sent again.
    /// </summary>
    public double DuplicateShare { get; init; }

    /// <summary>Milliseconds by which the venue's own clock is ahead (negative: behind). −60,000 … 60,000.</summary>
    public double SkewMs { get; init; }

    /// <summary>
    /// When and how long the venue is silent: what would be received in [start, start + length) is lost. The start counts from the beginning
    /// of a scenario, or from the first record of a table.
    /// </summary>
    public (double StartSeconds, double LengthSeconds)? Outage { get; init; }

    /// <summary>Times the background, 0 … 64; episodes stay as they are.</summary>
    public double BackgroundFactor { get; init; } = 1;

    /// <summary>Whether the way to the receiver is perturbed (rather than only the background).</summary>
    internal bool PerturbsReceipt => LateSeconds != 0 || DuplicateShare != 0 || SkewMs != 0 || Outage is not null;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        Require(LateSeconds is >= 0 and <= 3600, "Late is 0 to 3600 seconds.");
        Require(DuplicateShare is >= 0 and <= 1, "The share of duplicates is 0 to 1.");
        Require(SkewMs is >= -60_000 and <= 60_000, "The skew is -60000 to 60000 milliseconds.");
        Require(Outage is not { } outage || (outage.StartSeconds is >= 0 and <= 1e9 && outage.LengthSeconds is > 0 and <= 1e9), "An outage starts at 0 seconds or later and has a length above 0.");
        Require(BackgroundFactor is >= 0 and <= 64, "The background factor is 0 to 64.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
