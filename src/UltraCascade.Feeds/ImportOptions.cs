namespace UltraCascade.Feeds;

/// <summary>What an import accepts.</summary>
public sealed record ImportOptions
{
    /// <summary>The first bad row throws <see cref="FeedFileException"/> instead of being counted and skipped.</summary>
    public bool Strict { get; init; }

    /// <summary>Venue codes accepted beside the fixed ones of <see cref="Protocol.Venue"/>; at most 24 bytes each.</summary>
    public IReadOnlySet<string> AllowedVenues { get; init; } = new HashSet<string>();

    /// <summary>A row further ahead of the last accepted row of its file than this is rejected.</summary>
    public TimeSpan MaxGap { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Rows received before this are left out (not counted as rejected).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Rows received at this time or later are left out (not counted as rejected).</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Additions to the table of instruments: a venue's own symbol (<c>SYMBOL</c>, or <c>venue:SYMBOL</c>, which goes first) to a
    /// canonical name, followed by <c>*1000</c> when one unit of the symbol is a thousand of the base asset.
    /// </summary>
    public IReadOnlyDictionary<string, string> InstrumentMap { get; init; } = new Dictionary<string, string>();
}
