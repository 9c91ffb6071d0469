using System.Runtime.InteropServices;

namespace UltraCascade.Journal;

/// <summary>
/// 64 bytes before each payload. <see cref="PreviousChecksum"/> chains the blocks of a segment, so that one that is missing, doubled or
/// moved is found although each is whole by itself.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct BlockHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 64;

    /// <summary><see cref="JournalFormat.BlockMagic"/>; 64 zero bytes in the place of a header mean that nothing follows yet.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>What the payload is.</summary>
    [FieldOffset(4)] public BlockKind Kind;

    /// <summary>Bytes of one entry, 0 without a payload.</summary>
    [FieldOffset(6)] public ushort EntryBytes;

    /// <summary>Entries; the cause in a gap or end block.</summary>
    [FieldOffset(8)] public uint Count;

    /// <summary>Bytes of the payload with its padding.</summary>
    [FieldOffset(12)] public uint PayloadBytes;

    /// <summary>Events, signals and gaps: first sequence. End: the sequence that the next segment begins with. Tables: the next sequence of the stream.</summary>
    [FieldOffset(16)] public long FirstSequence;

    /// <summary>Events, signals and gaps: last sequence. Else <see cref="FirstSequence"/> − 1.</summary>
    [FieldOffset(24)] public long LastSequence;

    /// <summary>Engine time of the last record of the stream up to and with this block, ns since 1970 UTC, 0 = none.</summary>
    [FieldOffset(32)] public long EngineNs;

    /// <summary>When the block was written, wall clock in ns since 1970 UTC.</summary>
    [FieldOffset(40)] public long WrittenNs;

    /// <summary>The journal's number: a block of another journal does not belong here.</summary>
    [FieldOffset(48)] public ulong JournalId;

    /// <summary>Checksum of the block before; of the segment's header in the first block.</summary>
    [FieldOffset(56)] public uint PreviousChecksum;

    /// <summary>CRC-32C of the 60 bytes before it and then of the payload with its padding.</summary>
    [FieldOffset(ChecksumOffset)] public uint Checksum;

    internal const int ChecksumOffset = Size - sizeof(uint);
}
