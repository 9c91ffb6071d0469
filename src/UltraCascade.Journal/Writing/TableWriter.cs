using System.Numerics;
using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// Writes into a segment what it does not yet have of the tables: everything at its beginning, then what is new, always before the
/// first record that may use it.
/// </summary>
internal sealed class TableWriter(JournalTables tables, bool withFeeds)
{
    private const int EntriesPerBlock = 512;

    private int _instruments;
    private uint _venues;
    private ulong _feeds;

    /// <summary>Whether there is nothing to write. Asked for every block, so it is cheap.</summary>
    public bool IsUpToDate => _instruments == tables.InstrumentCount && _venues == tables.VenueMask && (!withFeeds || _feeds == tables.FeedMask);

    /// <summary>Bytes that what is missing takes, blocks and all, at most.</summary>
    public long PendingBytes
    {
        get
        {
            int instruments = tables.InstrumentCount - _instruments;
            long bytes = (instruments * (long)InstrumentEntry.Size) + (((instruments / EntriesPerBlock) + 1) * BlockHeader.Size);
            bytes += BlockHeader.Size + JournalFormat.Padded(Venue.Capacity * VenueEntry.Size);
            return bytes + (withFeeds ? BlockHeader.Size + (RegionLayout.MaxFeeds * FeedEntry.Size) : 0);
        }
    }

    /// <summary>A new segment has nothing yet.</summary>
    public void Restart()
    {
        _instruments = 0;
        _venues = 0;
        _feeds = 0;
    }

    /// <summary>A feed's entry was replaced: it is written again.</summary>
    public void Forget(int feed) => _feeds &= ~(1UL << feed);

    /// <summary>Writes what is missing. 0 or a negative errno; then what was not written is still missing.</summary>
    public int Write(SegmentPlace place, byte[] block, long nextSequence, long engineNs)
    {
        int error = 0;
        Span<byte> payload = block.AsSpan(BlockHeader.Size);
        while (error == 0 && _instruments < tables.InstrumentCount)
        {
            int count = Math.Min(tables.InstrumentCount - _instruments, EntriesPerBlock);
            for (int i = 0; i < count; i++)
            {
                _ = tables.TryGetInstrument(_instruments + i, out InstrumentEntry entry);
                MemoryMarshal.Write(payload[(i * InstrumentEntry.Size)..], entry);
            }

            error = WriteBlock(place, block, BlockKind.Instruments, count, nextSequence, engineNs);
            _instruments += error == 0 ? count : 0;
        }

        if (error == 0 && _venues != tables.VenueMask)
        {
            uint missing = tables.VenueMask & ~_venues;
            int count = 0;
            for (uint left = missing; left != 0; left &= left - 1)
            {
                _ = tables.TryGetVenue(BitOperations.TrailingZeroCount(left), out VenueEntry entry);
                MemoryMarshal.Write(payload[(count++ * VenueEntry.Size)..], entry);
            }

            error = WriteBlock(place, block, BlockKind.Venues, count, nextSequence, engineNs);
            _venues |= error == 0 ? missing : 0;
        }

        return error != 0 || !withFeeds || _feeds == tables.FeedMask ? error : WriteFeeds(place, block, nextSequence, engineNs);
    }

    private int WriteFeeds(SegmentPlace place, byte[] block, long nextSequence, long engineNs)
    {
        ulong missing = tables.FeedMask & ~_feeds;
        int count = 0;
        for (ulong left = missing; left != 0; left &= left - 1)
        {
            _ = tables.TryGetFeed(BitOperations.TrailingZeroCount(left), out FeedEntry entry);
            MemoryMarshal.Write(block.AsSpan(BlockHeader.Size + (count++ * FeedEntry.Size)), entry);
        }

        int error = WriteBlock(place, block, BlockKind.Feeds, count, nextSequence, engineNs);
        _feeds |= error == 0 ? missing : 0;
        return error;
    }

    private static int WriteBlock(SegmentPlace place, byte[] block, BlockKind kind, int count, long nextSequence, long engineNs)
    {
        BlockHeader header = new()
        {
            Kind = kind,
            EntryBytes = (ushort)BlockEntries.Bytes(kind),
            Count = (uint)count,
            FirstSequence = nextSequence,
            LastSequence = nextSequence - 1,
            EngineNs = engineNs,
        };
        return place.Write(block, count * header.EntryBytes, ref header);
    }
}
