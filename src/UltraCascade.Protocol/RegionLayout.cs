namespace UltraCascade.Protocol;

/// <summary>
/// Where each section of a region lies, as arithmetic in one place: next offset = previous offset + size, rounded up to a
/// page.
/// <code>
/// feed     header │ text │ instruments │ venues │ records
/// ring     header │ text │ feeds │ provenance │ records
/// signals  header │ text │ counters │ instruments │ venues │ episodes │ latest │ history frames
/// </code>
/// Files that change with this one: docs/LAYOUT.md, native/include/ultracascade.h, native/python/ultracascade.py.
/// </summary>
public static class RegionLayout
{
    /// <summary>Largest number of instruments a region can be asked for (16-bit index, entry 0 taken).</summary>
    public const int MaxInstruments = 65_535;

    /// <summary>Largest number of slots a region can be asked for.</summary>
    public const long MaxSlots = 1L << 30;

    /// <summary>Episodes that a signal region remembers.</summary>
    public const int EpisodeSlots = 1024;

    /// <summary>Largest number of feeds an engine reads (255 marks the sequencer itself).</summary>
    public const int MaxFeeds = 64;

    /// <summary>Header of a feed. <paramref name="slots"/> is a power of two.</summary>
    public static RegionHeader Feed(long slots, int instruments)
    {
        RegionHeader header = Begin(RegionKind.Feed, out ulong next);
        AddDirectory(ref header, ref next, instruments);
        AddSlots(ref header, ref next, slots, EventRecord.Size);
        header.FileBytes = next;
        return header;
    }

    /// <summary>Header of a ring. <paramref name="slots"/> is a power of two.</summary>
    public static RegionHeader Ring(long slots, int feeds)
    {
        if (feeds is < 1 or > MaxFeeds)
        {
            throw new ArgumentOutOfRangeException(nameof(feeds), feeds, $"1 to {MaxFeeds} feeds are possible.");
        }

        RegionHeader header = Begin(RegionKind.Ring, out ulong next);
        header.FeedsOffset = next;
        header.FeedCapacity = (uint)feeds;
        header.FeedEntryBytes = FeedEntry.Size;
        next = Align(next + (ulong)feeds * FeedEntry.Size);
        header.ProvenanceOffset = next;
        header.ProvenanceEntryBytes = Provenance.Size;
        next = Align(next + (ulong)slots * Provenance.Size);
        AddSlots(ref header, ref next, slots, EventRecord.Size);
        header.FileBytes = next;
        return header;
    }

    /// <summary>Header of a signal region. <paramref name="historySlots"/> is a power of two; the market takes one entry more.</summary>
    public static RegionHeader Signals(long historySlots, int instruments)
    {
        RegionHeader header = Begin(RegionKind.Signals, out ulong next);
        header.CountersOffset = next;
        header.CounterCount = (uint)EngineCounter.Count;
        next = Align(next + (ulong)EngineCounter.Count * sizeof(ulong));
        AddDirectory(ref header, ref next, instruments);
        header.EpisodesOffset = next;
        header.EpisodeCapacity = EpisodeSlots;
        next = Align(next + ((ulong)EpisodeSlots * EpisodeRecord.Size));
        header.LatestOffset = next;
        header.LatestCapacity = header.InstrumentCapacity;
        header.LatestSlotBytes = LatestSlot.Size;
        next = Align(next + (ulong)header.LatestCapacity * LatestSlot.Size);
        AddSlots(ref header, ref next, historySlots, SignalFrame.Size);
        header.FileBytes = next;
        return header;
    }

    private static RegionHeader Begin(RegionKind kind, out ulong next)
    {
        ulong textBytes = (ulong)FieldTable.TextUtf8.Length;
        next = Align(ProtocolVersion.HeaderBytes + textBytes);
        return new RegionHeader
        {
            Magic = ProtocolVersion.Magic,
            EndianMark = ProtocolVersion.EndianMark,
            AbiMajor = ProtocolVersion.AbiMajor,
            AbiMinor = ProtocolVersion.AbiMinor,
            HeaderBytes = ProtocolVersion.HeaderBytes,
            RegionKind = kind,
            LayoutHash = FieldTable.LayoutHash,
            TextOffset = ProtocolVersion.HeaderBytes,
            TextBytes = textBytes,
        };
    }

    private static void AddDirectory(ref RegionHeader header, ref ulong next, int instruments)
    {
        if (instruments is < 1 or > MaxInstruments - 1)
        {
            throw new ArgumentOutOfRangeException(nameof(instruments), instruments, $"1 to {MaxInstruments - 1} instruments are possible.");
        }

        header.InstrumentsOffset = next;
        header.InstrumentCapacity = (uint)instruments + 1;
        header.InstrumentEntryBytes = InstrumentEntry.Size;
        next = Align(next + (ulong)header.InstrumentCapacity * InstrumentEntry.Size);
        header.VenuesOffset = next;
        header.VenueCapacity = Venue.Capacity;
        header.VenueEntryBytes = VenueEntry.Size;
        next = Align(next + (ulong)Venue.Capacity * VenueEntry.Size);
    }

    private static void AddSlots(ref RegionHeader header, ref ulong next, long slots, int slotBytes)
    {
        if (slots < 2 || slots > MaxSlots || (slots & (slots - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(slots), slots, $"The number of slots is a power of two from 2 to {MaxSlots}.");
        }

        header.SlotsOffset = next;
        header.SlotCount = (ulong)slots;
        header.SlotBytes = (uint)slotBytes;
        next = Align(next + (ulong)slots * (ulong)slotBytes);
    }

    private static ulong Align(ulong offset) =>
        (offset + ProtocolVersion.SectionAlignment - 1) & ~(ulong)(ProtocolVersion.SectionAlignment - 1);
}
