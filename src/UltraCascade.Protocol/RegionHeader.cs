using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UltraCascade.Protocol;

/// <summary>The kernel's boot id, 16 bytes: heartbeats and pids of another boot mean nothing.</summary>
[InlineArray(Bytes)]
public struct BootId
{
    /// <summary>Bytes of the id.</summary>
    public const int Bytes = 16;

    private byte _element;
}

/// <summary>
/// The first 4096 bytes of every region. Bytes 0–255 are written while the file still has its temporary name (the owner
/// fields again at a restart in place); each field after them has one writing thread and a 128-byte block of its own.
/// Unused offsets are 0.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = ProtocolVersion.HeaderBytes)]
public struct RegionHeader
{
    /// <summary><see cref="ProtocolVersion.Magic"/>.</summary>
    [FieldOffset(0)] public ulong Magic;

    /// <summary><see cref="ProtocolVersion.EndianMark"/> in the writer's byte order.</summary>
    [FieldOffset(8)] public uint EndianMark;

    /// <summary><see cref="ProtocolVersion.AbiMajor"/>.</summary>
    [FieldOffset(12)] public ushort AbiMajor;

    /// <summary><see cref="ProtocolVersion.AbiMinor"/>.</summary>
    [FieldOffset(14)] public ushort AbiMinor;

    /// <summary>Bytes of this header.</summary>
    [FieldOffset(16)] public uint HeaderBytes;

    /// <summary>What this file is.</summary>
    [FieldOffset(20)] public RegionKind RegionKind;

    /// <summary>Bytes of the whole file.</summary>
    [FieldOffset(24)] public ulong FileBytes;

    /// <summary>FNV-1a 64 of the field table text.</summary>
    [FieldOffset(32)] public ulong LayoutHash;

    /// <summary>Offset of the field table text.</summary>
    [FieldOffset(40)] public ulong TextOffset;

    /// <summary>Bytes of the field table text.</summary>
    [FieldOffset(48)] public ulong TextBytes;

    /// <summary>Offset of the instrument directory (feed, signals).</summary>
    [FieldOffset(56)] public ulong InstrumentsOffset;

    /// <summary>Entries of the instrument directory.</summary>
    [FieldOffset(64)] public uint InstrumentCapacity;

    /// <summary>Bytes of an <see cref="InstrumentEntry"/>.</summary>
    [FieldOffset(68)] public uint InstrumentEntryBytes;

    /// <summary>Offset of the venue table (feed, signals).</summary>
    [FieldOffset(72)] public ulong VenuesOffset;

    /// <summary>Entries of the venue table.</summary>
    [FieldOffset(80)] public uint VenueCapacity;

    /// <summary>Bytes of a <see cref="VenueEntry"/>.</summary>
    [FieldOffset(84)] public uint VenueEntryBytes;

    /// <summary>Offset of the latest table (signals).</summary>
    [FieldOffset(88)] public ulong LatestOffset;

    /// <summary>Slots of the latest table.</summary>
    [FieldOffset(96)] public uint LatestCapacity;

    /// <summary>Bytes of a <see cref="LatestSlot"/>.</summary>
    [FieldOffset(100)] public uint LatestSlotBytes;

    /// <summary>Offset of the slots: records of a feed or ring, frames of the history.</summary>
    [FieldOffset(104)] public ulong SlotsOffset;

    /// <summary>Number of slots, a power of two.</summary>
    [FieldOffset(112)] public ulong SlotCount;

    /// <summary>Bytes of a slot.</summary>
    [FieldOffset(120)] public uint SlotBytes;

    /// <summary>Live or replay.</summary>
    [FieldOffset(124)] public InstanceMode InstanceMode;

    /// <summary>Offset of the feed table (ring).</summary>
    [FieldOffset(128)] public ulong FeedsOffset;

    /// <summary>Entries of the feed table.</summary>
    [FieldOffset(136)] public uint FeedCapacity;

    /// <summary>Bytes of a <see cref="FeedEntry"/>.</summary>
    [FieldOffset(140)] public uint FeedEntryBytes;

    /// <summary>Offset of the provenance column (ring), one entry for each slot.</summary>
    [FieldOffset(144)] public ulong ProvenanceOffset;

    /// <summary>Bytes of a <see cref="Provenance"/>.</summary>
    [FieldOffset(152)] public uint ProvenanceEntryBytes;

    /// <summary>Number of 64-bit counters (signals), named by <see cref="EngineCounter"/>.</summary>
    [FieldOffset(156)] public uint CounterCount;

    /// <summary>Offset of the counters (signals).</summary>
    [FieldOffset(160)] public ulong CountersOffset;

    /// <summary>Offset of the episode table (signals).</summary>
    [FieldOffset(168)] public ulong EpisodesOffset;

    /// <summary>Boot under which the writer runs.</summary>
    [FieldOffset(176)] public BootId BootId;

    /// <summary>When the file was created, ns since 1970 UTC: the identity of its sequences.</summary>
    [FieldOffset(192)] public long CreatedNs;

    /// <summary>Process id of the writer.</summary>
    [FieldOffset(200)] public uint WriterPid;

    /// <summary>Slots of the episode table, each an <see cref="EpisodeRecord"/>; a power of two.</summary>
    [FieldOffset(204)] public uint EpisodeCapacity;

    /// <summary>Start time of the writer in clock ticks since boot (field 22 of /proc/PID/stat): tells a reused pid.</summary>
    [FieldOffset(208)] public ulong WriterStartTicks;

    /// <summary>1 at creation, + 1 at each restart in place. Release-stored; readers that see it change re-read the directory.</summary>
    [FieldOffset(216)] public ulong Generation;

    /// <summary>CLOCK_MONOTONIC in ns, stored by the writer's hot loop itself at least every 100 ms while live.</summary>
    [FieldOffset(256)] public long HeartbeatNs;

    /// <summary>Where the writer is in its life. Release-stored after the work that a state implies.</summary>
    [FieldOffset(384)] public RegionState State;

    /// <summary>Sequence of the newest published slot (0 = none). Release-stored after the slot; one writer.</summary>
    [FieldOffset(512)] public long Cursor;

    /// <summary>Running hash over all history frames without publish_ns and the Replay flag (signals). Same writer as the cursor.</summary>
    [FieldOffset(520)] public ulong SignalHash;

    /// <summary>Low 32 bits of the cursor, stored by the notifier thread before it wakes the futex on this word (signals).</summary>
    [FieldOffset(640)] public uint NotifyWord;

    /// <summary>Records that the feed's writer dropped because the feed was full (feed). One writer.</summary>
    [FieldOffset(768)] public long Dropped;
}
