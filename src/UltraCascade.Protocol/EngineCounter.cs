namespace UltraCascade.Protocol;

/// <summary>
/// Names of the 64-bit counters in the signal region. 0–15 are written by the sequencer's thread, 16–31 by the thread that
/// writes signals, 32–47 by the journal's threads: each sixteen are a 128-byte block of their own. Plain stores; a reader may see a
/// value a moment late.
/// </summary>
public enum EngineCounter
{
    /// <summary>Liquidations that entered a window.</summary>
    Events = 0,

    /// <summary>Ticks sequenced, the engine's own included.</summary>
    Ticks = 1,

    /// <summary>Gaps sequenced.</summary>
    Gaps = 2,

    /// <summary>Records refused because a field was out of its range.</summary>
    Rejected = 3,

    /// <summary>Records refused because their time was more than 10 s ahead and no gap announced it.</summary>
    Jumps = 4,

    /// <summary>Liquidations received later than their venue's limit; they count.</summary>
    Late = 5,

    /// <summary>Liquidations seen before; they do not count.</summary>
    Duplicates = 6,

    /// <summary>Liquidations from a venue's history; they do not count.</summary>
    Snapshots = 7,

    /// <summary>Instruments or venues refused because a directory was full.</summary>
    DirectoryFull = 8,

    /// <summary>Sweeps sequenced.</summary>
    Sweeps = 9,

    /// <summary>Price, open interest, funding and depth records sequenced.</summary>
    MarketData = 10,

    /// <summary>Records that gap records of reason Dropped or Outage announced as lost.</summary>
    LossGaps = 11,

    /// <summary>Feed slots passed over because their sequence was not the one expected.</summary>
    FeedFaults = 12,

    /// <summary>Refreshes of the latest table.</summary>
    LatestRefreshes = 16,

    /// <summary>Frames appended to the history.</summary>
    HistoryFrames = 17,

    /// <summary>Changes of level.</summary>
    LevelChanges = 18,

    /// <summary>Episodes opened.</summary>
    Episodes = 19,

    /// <summary>Slots found half written at a restart and repaired.</summary>
    RepairedSlots = 20,

    /// <summary>Liquidations merged into the event before (fills of one order).</summary>
    MergedFills = 21,

    /// <summary>Liquidations that found the event slab full.</summary>
    SlabFull = 22,

    /// <summary>Events held in the windows now (a gauge).</summary>
    EventsHeld = 23,

    /// <summary>What the journal does now: a <see cref="JournalState"/> (a gauge).</summary>
    JournalState = 32,

    /// <summary>Newest sequence in the journal (a gauge).</summary>
    JournalSequence = 33,

    /// <summary>Newest signal in the journal (a gauge).</summary>
    JournalSignal = 34,

    /// <summary>Records published and not yet journalled (a gauge).</summary>
    JournalLag = 35,

    /// <summary>Bytes written to the journal since the engine started.</summary>
    JournalBytes = 36,

    /// <summary>Records and signals that the journal dropped: they are in it as gaps.</summary>
    JournalDropped = 37,

    /// <summary>Writes to the journal that failed; each was tried again. More than 0 needs somebody's attention.</summary>
    JournalFailures = 38,

    /// <summary>Errno of the last failed write, 0 = none since the last success (a gauge).</summary>
    JournalErrno = 39,

    /// <summary>Number of counters in the region.</summary>
    Count = 48,
}
