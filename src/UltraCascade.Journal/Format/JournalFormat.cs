using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// The numbers of the journal's format, version 1.0. docs/JOURNAL.md is the normative description of the bytes.
/// <code>
/// segment   header 4096 │ block │ block │ … │ end block            (while it is written: zeros up to its reserved size)
/// block     header 64 │ payload, padded with zeros to a multiple of 64
/// </code>
/// All integers are in the writer's byte order, which the header names.
/// </summary>
public static class JournalFormat
{
    /// <summary>First eight bytes of a segment: the ASCII text <c>UCJOURNL</c> read as a little-endian 64-bit integer.</summary>
    public const ulong SegmentMagic = 0x4C4E_5255_4F4A_4355UL;

    /// <summary>First four bytes of a block: the ASCII text <c>UCJB</c> read as a little-endian 32-bit integer.</summary>
    public const uint BlockMagic = 0x424A_4355U;

    /// <summary>Raised when a byte changes its meaning.</summary>
    public const ushort Major = 1;

    /// <summary>Raised when a reserved byte gets a meaning.</summary>
    public const ushort Minor = 0;

    /// <summary>Bytes of a <see cref="SegmentHeader"/>; the first block begins here.</summary>
    public const int HeaderBytes = 4096;

    /// <summary>Blocks begin at multiples of this.</summary>
    public const int BlockAlignment = 64;

    /// <summary>Bytes of a payload at most. A greater number in a block's header is damage, never a reason to allocate.</summary>
    public const int MaxPayloadBytes = 1 << 18;

    /// <summary>Events that the writer puts into one block at most.</summary>
    public const int MaxEventsPerBlock = 1024;

    /// <summary>Frames that the writer puts into one block at most.</summary>
    public const int MaxFramesPerBlock = 256;

    /// <summary>Bytes of one event: its record and its provenance.</summary>
    public const int EventBytes = EventRecord.Size + Provenance.Size;

    /// <summary>Smallest size of a segment: the tables of a full directory must leave room for records.</summary>
    public const long MinSegmentBytes = 1L << 20;

    /// <summary>Largest size of a segment.</summary>
    public const long MaxSegmentBytes = 1L << 32;

    /// <summary>A payload's bytes with its padding.</summary>
    public static int Padded(int bytes) => (bytes + BlockAlignment - 1) & -BlockAlignment;
}
