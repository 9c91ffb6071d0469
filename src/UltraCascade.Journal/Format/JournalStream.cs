namespace UltraCascade.Journal;

/// <summary>What a segment holds: value of <see cref="SegmentHeader.Stream"/>.</summary>
public enum JournalStream : uint
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>Sequenced records with their provenance.</summary>
    Events = 1,

    /// <summary>Signal frames.</summary>
    Signals = 2,
}
