using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>Bytes of one entry by the kind of its block.</summary>
internal static class BlockEntries
{
    /// <summary>No kind that is known.</summary>
    public const int Unknown = -1;

    /// <summary>Bytes of an entry; 0 for a block without a payload.</summary>
    public static int Bytes(BlockKind kind) => kind switch
    {
        BlockKind.Instruments => InstrumentEntry.Size,
        BlockKind.Venues => VenueEntry.Size,
        BlockKind.Feeds => FeedEntry.Size,
        BlockKind.Events => JournalFormat.EventBytes,
        BlockKind.Signals => SignalFrame.Size,
        BlockKind.Gap or BlockKind.End => 0,
        _ => Unknown,
    };
}
