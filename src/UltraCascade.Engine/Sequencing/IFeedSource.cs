using UltraCascade.Protocol;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// The feeds as the sequencer sees them, and what it tells about them. Bound in Host to shared memory; a struct, so that the
/// calls are inlined. Called by the sequencer's thread only.
/// </summary>
public interface IFeedSource
{
    /// <summary>Places in the feed table; a place may be vacant.</summary>
    int Capacity { get; }

    /// <summary>Places ever used; the rest is vacant.</summary>
    int Count { get; }

    /// <summary>
    /// Index of a feed that was attached (or replaced by a new file) since the last call, or -1. What was known of its
    /// instruments and venues is void. <paramref name="sequenced"/>: the position up to which an engine before this one sequenced it.
    /// </summary>
    int NextAttached(out long sequenced);

    /// <summary>Reads the next record of a feed; false when there is none. <c>Sequence</c> is its position in the feed.</summary>
    bool TryRead(int feed, out EventRecord record);

    /// <summary>
    /// From now on reads nothing that is published later: a feed that never pauses must not keep a draining engine for ever.
    /// </summary>
    void Freeze();

    /// <summary>The feed's own directory entry; false when the index is not committed there.</summary>
    bool TryGetInstrument(int feed, int index, out InstrumentEntry entry);

    /// <summary>The feed's own venue entry; false when the index is not committed there.</summary>
    bool TryGetVenue(int feed, int index, out VenueEntry entry);

    /// <summary>The engine's index for an instrument, added when new; -1 when the directory is full.</summary>
    int AddInstrument(in InstrumentEntry entry);

    /// <summary>The engine's index for a venue, added when new; -1 when the table is full.</summary>
    int AddVenue(in VenueEntry entry);

    /// <summary>Lets the feed's writer reuse all positions up to <paramref name="position"/>.</summary>
    void Release(int feed, long position);

    /// <summary>Shows how many liquidations of a feed were accepted and how many records refused so far.</summary>
    void ShowCounts(int feed, long accepted, long rejected);

    /// <summary>Shows a counter.</summary>
    void SetCounter(EngineCounter counter, long value);
}
