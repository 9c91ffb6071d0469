using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// The first 4096 bytes of a segment. Written once, before the segment gets its name; unused bytes are 0 and covered by the
/// checksum. Identity, ordinal and the predecessor's checksum make the segments a chain: a foreign, swapped or missing one breaks it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = JournalFormat.HeaderBytes)]
public struct SegmentHeader
{
    /// <summary><see cref="JournalFormat.SegmentMagic"/>.</summary>
    [FieldOffset(0)] public ulong Magic;

    /// <summary><see cref="ProtocolVersion.EndianMark"/> in the writer's byte order.</summary>
    [FieldOffset(8)] public uint EndianMark;

    /// <summary><see cref="JournalFormat.Major"/>.</summary>
    [FieldOffset(12)] public ushort Major;

    /// <summary><see cref="JournalFormat.Minor"/>.</summary>
    [FieldOffset(14)] public ushort Minor;

    /// <summary>Bytes of this header.</summary>
    [FieldOffset(16)] public uint HeaderBytes;

    /// <summary>What the segment holds.</summary>
    [FieldOffset(20)] public JournalStream Stream;

    /// <summary><see cref="JournalLayout.Hash"/>: what the records inside look like.</summary>
    [FieldOffset(24)] public ulong LayoutHash;

    /// <summary>Bytes reserved for the segment; its end block may come earlier.</summary>
    [FieldOffset(32)] public long SegmentBytes;

    /// <summary>Sequence of its first record.</summary>
    [FieldOffset(40)] public long FirstSequence;

    /// <summary>When it was begun, wall clock in ns since 1970 UTC.</summary>
    [FieldOffset(48)] public long CreatedNs;

    /// <summary>Random number of the whole journal, the same in all its segments.</summary>
    [FieldOffset(56)] public ulong JournalId;

    /// <summary>Number of the segment in its stream, from 1.</summary>
    [FieldOffset(64)] public long Ordinal;

    /// <summary>First sequence of the segment before, 0 = this is the first.</summary>
    [FieldOffset(72)] public long PredecessorFirstSequence;

    /// <summary>Checksum of the last block of the segment before, 0 = this is the first.</summary>
    [FieldOffset(80)] public uint PredecessorChecksum;

    /// <summary>Live or replay.</summary>
    [FieldOffset(84)] public InstanceMode Mode;

    /// <summary>Engine time of the last record before this segment, ns since 1970 UTC, 0 = none.</summary>
    [FieldOffset(88)] public long EngineNs;

    /// <summary>Signals: <see cref="SignalHash"/> over all frames before this segment, 0 = not known. Events: 0.</summary>
    [FieldOffset(96)] public ulong SignalHash;

    /// <summary>Process id of the writer.</summary>
    [FieldOffset(104)] public uint WriterPid;

    /// <summary>Zero.</summary>
    [FieldOffset(108)] public uint Reserved;

    /// <summary>Name of the instance.</summary>
    [FieldOffset(112)] public Text40 Instance;

    /// <summary>CRC-32C of the bytes before it.</summary>
    [FieldOffset(ChecksumOffset)] public uint Checksum;

    internal const int ChecksumOffset = JournalFormat.HeaderBytes - sizeof(uint);
}
