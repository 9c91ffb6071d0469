namespace UltraCascade.Journal;

/// <summary>What a block holds: value of <see cref="BlockHeader.Kind"/>.</summary>
public enum BlockKind : ushort
{
    /// <summary>Never written: here the segment ends for now.</summary>
    None = 0,

    /// <summary>Directory entries; <c>Committed</c> of each is its index + 1.</summary>
    Instruments = 1,

    /// <summary>Venue entries; <c>Committed</c> of each is its index + 1.</summary>
    Venues = 2,

    /// <summary>
    /// Feed entries; <c>Committed</c> of each is its index + 1 and <c>Consumed</c> the position of its last record journalled before.
    /// Replaces what was said of these indices.
    /// </summary>
    Feeds = 3,

    /// <summary>All <see cref="Protocol.EventRecord"/>s of the block, then all their <see cref="Protocol.Provenance"/>s.</summary>
    Events = 4,

    /// <summary>Signal frames.</summary>
    Signals = 5,

    /// <summary>Sequences that are not in the journal; <see cref="BlockHeader.Count"/> is the <see cref="GapCause"/>. No payload.</summary>
    Gap = 6,

    /// <summary>
    /// The segment is complete: the next one begins with <see cref="BlockHeader.FirstSequence"/>. <see cref="BlockHeader.Count"/> is the
    /// <see cref="EndCause"/>. No payload.
    /// </summary>
    End = 7,
}
