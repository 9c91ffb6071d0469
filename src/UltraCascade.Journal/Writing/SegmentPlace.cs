using System.Runtime.InteropServices;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>A segment being written: its file, where the next block goes and what it continues.</summary>
internal sealed class SegmentPlace(DiskFile file, in SegmentHeader header) : IDisposable
{
    private readonly SegmentHeader _header = header;

    /// <summary>The header as it stands in the file.</summary>
    public ref readonly SegmentHeader Header => ref _header;

    /// <summary>The file.</summary>
    public DiskFile File { get; } = file;

    /// <summary>Where the next block goes.</summary>
    public long Offset { get; private set; } = JournalFormat.HeaderBytes;

    /// <summary>Checksum of the last block, of the header before the first.</summary>
    public uint Chain { get; private set; } = header.Checksum;

    /// <summary>Whether the end block is written.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>A segment that has blocks already.</summary>
    public static SegmentPlace Continue(DiskFile file, in SegmentHeader header, long offset, uint chain) => new(file, header) { Offset = offset, Chain = chain };

    /// <summary>Whether a block of this payload and the end block still fit.</summary>
    public bool HasRoom(long payloadBytes) => Offset + (2 * BlockHeader.Size) + payloadBytes <= _header.SegmentBytes;

    /// <summary>
    /// Writes one block: <paramref name="room"/> is room for the header, then the payload, then room for its padding. 0 or a negative
    /// errno; then the place is as before, and the next block goes over what was written of this one.
    /// </summary>
    public int Write(byte[] room, int payloadBytes, ref BlockHeader header)
    {
        int padded = JournalFormat.Padded(payloadBytes);
        room.AsSpan(BlockHeader.Size + payloadBytes, padded - payloadBytes).Clear();
        Span<byte> block = room.AsSpan(0, BlockHeader.Size + padded);
        header.Magic = JournalFormat.BlockMagic;
        header.PayloadBytes = (uint)padded;
        header.WrittenNs = WallClock.NowNs();
        header.JournalId = _header.JournalId;
        header.PreviousChecksum = Chain;
        header.Checksum = 0;
        MemoryMarshal.Write(block, header);
        header.Checksum = Crc32C.OfBlock(block);
        MemoryMarshal.Write(block, header);
        int error = File.WriteAt(block, Offset);
        if (error != 0)
        {
            return error;
        }

        Offset += block.Length;
        Chain = header.Checksum;
        IsEnded = header.Kind == BlockKind.End;
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
