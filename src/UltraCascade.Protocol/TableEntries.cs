using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UltraCascade.Protocol;

/// <summary>64 bytes of UTF-8 text, padded with NUL.</summary>
[InlineArray(Bytes)]
public struct Text64
{
    /// <summary>Bytes, terminator not needed.</summary>
    public const int Bytes = 64;

    private byte _element;
}

/// <summary>40 bytes of UTF-8 text, padded with NUL.</summary>
[InlineArray(Bytes)]
public struct Text40
{
    /// <summary>Bytes, terminator not needed.</summary>
    public const int Bytes = 40;

    private byte _element;
}

/// <summary>24 bytes of UTF-8 text, padded with NUL.</summary>
[InlineArray(Bytes)]
public struct Text24
{
    /// <summary>Bytes, terminator not needed.</summary>
    public const int Bytes = 24;

    private byte _element;
}

/// <summary>
/// One instrument, 128 bytes. In a signal region entry 0 is <c>MARKET</c>; in a feed entry 0 is unused. An entry is
/// written once and never changes: <see cref="Committed"/> is release-stored last and acquired first.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct InstrumentEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 128;

    /// <summary>Index of this entry + 1; 0 = the entry and all after it are empty.</summary>
    [FieldOffset(0)] public ulong Committed;

    /// <summary>Index of the first entry with the same <see cref="Base"/> (signal region; itself in a feed).</summary>
    [FieldOffset(8)] public uint Group;

    /// <summary>Facts about the entry.</summary>
    [FieldOffset(12)] public DirectoryFlags Flags;

    /// <summary>Canonical name, as <c>BTC/USDT:USDT</c>.</summary>
    [FieldOffset(16)] public Text64 Name;

    /// <summary>Base asset, as <c>BTC</c>: instruments with the same base form a group.</summary>
    [FieldOffset(80)] public Text24 Base;

    /// <summary>Zero.</summary>
    [FieldOffset(104)] public Text24 Reserved;
}

/// <summary>One venue, 32 bytes; index 0 is unused. Written once, <see cref="Committed"/> last with release.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct VenueEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 32;

    /// <summary>Index of this entry + 1; 0 = empty.</summary>
    [FieldOffset(0)] public ulong Committed;

    /// <summary>Venue code, as <c>binance_um</c>.</summary>
    [FieldOffset(8)] public Text24 Code;
}

/// <summary>
/// What the engine keeps of one feed, 128 bytes, in the ring region (which the engine owns): how far it has come. One
/// writer (the sequencer's thread); read by the feed's writer for its flow control.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct FeedEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 128;

    /// <summary>Index of this entry + 1; 0 = empty. Release-stored after the identity and the name.</summary>
    [FieldOffset(0)] public ulong Committed;

    /// <summary><see cref="RegionHeader.CreatedNs"/> of the feed file: positions below belong to that file only.</summary>
    [FieldOffset(8)] public long FeedCreatedNs;

    /// <summary>
    /// Position of the last record whose consequences are stored. Release-stored by the engine; the feed's writer acquires it
    /// before it reuses a slot.
    /// </summary>
    [FieldOffset(16)] public long Consumed;

    /// <summary>Liquidations accepted from this feed.</summary>
    [FieldOffset(24)] public long Accepted;

    /// <summary>Records refused from this feed.</summary>
    [FieldOffset(32)] public long Rejected;

    /// <summary>Newest ring sequence when this file was attached: older provenance under this entry is of another file.</summary>
    [FieldOffset(40)] public long AttachedAfter;

    /// <summary>Name of the feed (file <c>feed-NAME</c>).</summary>
    [FieldOffset(48)] public Text40 Name;

    /// <summary>Zero.</summary>
    [FieldOffset(88)] public Text40 Reserved1;
}

/// <summary>
/// Where a ring record came from, 16 bytes, one for each ring slot in a column of its own: only recovery reads it, so it
/// stays out of the line that travels between threads. Stored before the slot's sequence.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct Provenance
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 16;

    /// <summary>Position in the feed; 0 for the sequencer's own records.</summary>
    [FieldOffset(0)] public long FeedPosition;

    /// <summary>Index into the feed table; -1 for the sequencer's own records.</summary>
    [FieldOffset(8)] public int Feed;

    /// <summary>Zero.</summary>
    [FieldOffset(12)] public int Reserved;
}

/// <summary>
/// One slot of the latest table, 320 bytes: a version on a line of its own, then the frame. The version rises on every
/// refresh; while the frame is not whole it carries <see cref="WritingMark.Bit"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct LatestSlot
{
    /// <summary>Bytes of a slot.</summary>
    public const int Size = 320;

    /// <summary>0 = never written; else the number of refreshes.</summary>
    [FieldOffset(0)] public long Version;

    /// <summary>The frame.</summary>
    [FieldOffset(64)] public SignalFrame Frame;
}
