using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// The directory, the venues and the feeds as far as a stream has been read: what the indices in its records mean. Grows as the stream
/// is read; never allocates for a record. One thread.
/// </summary>
public sealed class JournalTables
{
    private InstrumentEntry[] _instruments = new InstrumentEntry[1024];
    private readonly VenueEntry[] _venues = new VenueEntry[Venue.Capacity];
    private readonly FeedEntry[] _feeds = new FeedEntry[RegionLayout.MaxFeeds];

    /// <summary>Rises whenever something was added or replaced.</summary>
    public int Version { get; private set; }

    /// <summary>Highest index of an instrument + 1, the market at index 0 included.</summary>
    public int InstrumentCount { get; private set; }

    /// <summary>Highest index of a venue + 1.</summary>
    public int VenueCount { get; private set; }

    /// <summary>Highest index of a feed + 1.</summary>
    public int FeedCount { get; private set; }

    /// <summary>Bit i is set when venue i is there.</summary>
    internal uint VenueMask { get; private set; }

    /// <summary>Bit i is set when feed i is there.</summary>
    internal ulong FeedMask { get; private set; }

    /// <summary>The directory entry at an index. False when the journal has none.</summary>
    public bool TryGetInstrument(int index, out InstrumentEntry entry) => TryGet(_instruments, InstrumentCount, index, out entry) && entry.Committed != 0;

    /// <summary>The venue at an index. False when the journal has none.</summary>
    public bool TryGetVenue(int index, out VenueEntry entry) => TryGet(_venues, VenueCount, index, out entry) && entry.Committed != 0;

    /// <summary>
    /// The feed at an index of the engine's feed table: its name and the file it was (<c>FeedCreatedNs</c>). <c>Consumed</c> is the
    /// position of its last record read so far. False when the journal has none.
    /// </summary>
    public bool TryGetFeed(int index, out FeedEntry entry) => TryGet(_feeds, FeedCount, index, out entry) && entry.Committed != 0;

    /// <summary>Name of an instrument; <c>#index</c> when there is none at this index.</summary>
    public string InstrumentName(int index) => TryGetInstrument(index, out InstrumentEntry entry) ? FixedText.Read(entry.Name) : $"#{index}";

    /// <summary>Code of a venue; empty when there is none at this index.</summary>
    public string VenueCode(int index) => TryGetVenue(index, out VenueEntry entry) ? FixedText.Read(entry.Code) : "";

    /// <summary>Puts an instrument in its place. False when its index is impossible.</summary>
    internal bool Set(in InstrumentEntry entry)
    {
        if (entry.Committed is 0 or > RegionLayout.MaxInstruments)
        {
            return false;
        }

        int index = (int)entry.Committed - 1;
        if (index >= _instruments.Length)
        {
            Array.Resize(ref _instruments, Math.Min(RegionLayout.MaxInstruments, Math.Max(index + 1, _instruments.Length * 2)));
        }

        _instruments[index] = entry;
        InstrumentCount = Math.Max(InstrumentCount, index + 1);
        Version++;
        return true;
    }

    /// <summary>Puts a venue in its place. False when its index is impossible.</summary>
    internal bool Set(in VenueEntry entry)
    {
        if (entry.Committed == 0 || entry.Committed > (ulong)_venues.Length)
        {
            return false;
        }

        _venues[entry.Committed - 1] = entry;
        VenueCount = Math.Max(VenueCount, (int)entry.Committed);
        VenueMask |= 1U << ((int)entry.Committed - 1);
        Version++;
        return true;
    }

    /// <summary>Puts a feed in its place. False when its index is impossible.</summary>
    internal bool Set(in FeedEntry entry)
    {
        if (entry.Committed == 0 || entry.Committed > (ulong)_feeds.Length)
        {
            return false;
        }

        _feeds[entry.Committed - 1] = entry;
        FeedCount = Math.Max(FeedCount, (int)entry.Committed);
        FeedMask |= 1UL << ((int)entry.Committed - 1);
        Version++;
        return true;
    }

    /// <summary>Notes where the records came from: the newest position of each feed.</summary>
    internal void Note(ReadOnlySpan<Provenance> origins)
    {
        foreach (ref readonly Provenance origin in origins)
        {
            if ((uint)origin.Feed < (uint)_feeds.Length)
            {
                _feeds[origin.Feed].Consumed = origin.FeedPosition;
            }
        }
    }

    /// <summary>Takes over a block's entries. False when they are impossible.</summary>
    internal bool Take(BlockKind kind, uint count, ReadOnlySpan<byte> payload)
    {
        bool isPossible = true;
        switch (kind)
        {
            case BlockKind.Instruments:
                foreach (ref readonly InstrumentEntry entry in MemoryMarshal.Cast<byte, InstrumentEntry>(payload)[..(int)count])
                {
                    isPossible &= Set(entry);
                }

                break;
            case BlockKind.Venues:
                foreach (ref readonly VenueEntry entry in MemoryMarshal.Cast<byte, VenueEntry>(payload)[..(int)count])
                {
                    isPossible &= Set(entry);
                }

                break;
            default:
                foreach (ref readonly FeedEntry entry in MemoryMarshal.Cast<byte, FeedEntry>(payload)[..(int)count])
                {
                    isPossible &= Set(entry);
                }

                break;
        }

        return isPossible;
    }

    private static bool TryGet<T>(T[] entries, int count, int index, out T entry)
        where T : unmanaged
    {
        bool isThere = (uint)index < (uint)count;
        entry = isThere ? entries[index] : default;
        return isThere;
    }
}
