using System.Runtime.InteropServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>What stands at a place of a segment.</summary>
internal enum BlockFinding
{
    /// <summary>A whole block.</summary>
    Block,

    /// <summary>Nothing yet: zeros.</summary>
    Blank,

    /// <summary>Something that is no whole block.</summary>
    Broken,
}

/// <summary>
/// One segment, read block by block through a window that is filled with large reads. Nothing of what is read is believed before
/// its checksum: a length is checked against the limits first. Allocates its window once; one thread.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    /// <summary>Value of the error when the segment is whole and of another version of this program.</summary>
    public const int OtherVersion = 1;

    private const int WindowBytes = 1 << 19;

    private readonly DiskFile _file;
    private readonly byte[] _window;
    private long _windowOffset;
    private int _windowLength;
    private int _payloadStart;
    private int _payloadBytes;
    private bool _isOtherVersion;

    private SegmentFile(DiskFile file, byte[] window)
    {
        _file = file;
        _window = window;
    }

    /// <summary>Its header, checked.</summary>
    public SegmentHeader Header { get; private set; }

    /// <summary>Path.</summary>
    public string Path => _file.Path;

    /// <summary>Place of the next block.</summary>
    public long Offset { get; private set; }

    /// <summary>Checksum of the last block taken, of the header before the first.</summary>
    public uint Chain { get; private set; }

    /// <summary>Why the last finding was Broken, as a clause.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Payload of the last block with its padding; valid until the next call.</summary>
    public ReadOnlySpan<byte> Payload => _window.AsSpan(_payloadStart, _payloadBytes);

    /// <summary>A window for <see cref="TryOpen"/>: one serves many segments after each other.</summary>
    public static byte[] NewWindow() => GC.AllocateUninitializedArray<byte>(WindowBytes, pinned: true);

    /// <summary>Opens a segment and checks its header. Null and the reason as a clause when it is none; <paramref name="error"/> is the errno, <see cref="OtherVersion"/>, or 0 for what is in the file.</summary>
    public static SegmentFile? TryOpen(string path, JournalStream stream, byte[] window, out string reason, out int error)
    {
        error = DiskFile.TryOpenRead(path, out DiskFile? file);
        if (file is null)
        {
            reason = DiskFile.Describe(error);
            return null;
        }

        SegmentFile segment = new(file, window);
        reason = segment.CheckHeader(stream);
        if (reason.Length == 0)
        {
            return segment;
        }

        error = segment._isOtherVersion ? OtherVersion : 0;
        file.Dispose();
        return null;
    }

    /// <summary>Takes the block at <see cref="Offset"/> and moves behind it, or says that there is none and stays.</summary>
    public BlockFinding Next(out BlockHeader header)
    {
        BlockFinding finding = Look(out header);

        // What was read before may have been written meanwhile: it is read once more before it is judged. The window holds more than
        // the longest block, so what is not whole then is not whole in the file.
        return finding == BlockFinding.Block || !Fill() ? finding : Look(out header);
    }

    /// <summary>Whether the path means another file now, or none.</summary>
    public bool IsSuperseded() => _file.IsSupersededAt(Path);

    /// <summary>
    /// Whole blocks of this journal behind <see cref="Offset"/>, where a block should be and none is: 0 for a torn tail, more when
    /// something in the middle was destroyed. Reads to the end of the file.
    /// </summary>
    public int CountBlocksBehind()
    {
        long stay = Offset;
        int found = 0;
        for (long place = stay + JournalFormat.BlockAlignment; place < Header.SegmentBytes; place += JournalFormat.BlockAlignment)
        {
            Offset = place;
            if (!EnsureHeader())
            {
                break;
            }

            ref readonly BlockHeader header = ref HeaderAt(place);
            if (header.Magic == JournalFormat.BlockMagic && header.JournalId == Header.JournalId && IsWhole())
            {
                found++;
            }
        }

        Offset = stay;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string CheckHeader(JournalStream stream)
    {
        Span<byte> bytes = stackalloc byte[JournalFormat.HeaderBytes];
        long read = _file.ReadAt(bytes, 0);
        SegmentHeader header = MemoryMarshal.Read<SegmentHeader>(bytes);
        Header = header;
        Offset = JournalFormat.HeaderBytes;
        Chain = header.Checksum;
        _isOtherVersion = read == JournalFormat.HeaderBytes && header.Magic == JournalFormat.SegmentMagic
            && (header.Major != JournalFormat.Major || (header.LayoutHash != JournalLayout.Hash && Crc32C.OfHeader(bytes) == header.Checksum));
        return read switch
        {
            < 0 => DiskFile.Describe((int)read),
            < JournalFormat.HeaderBytes => $"it has {read} bytes, a segment's header has {JournalFormat.HeaderBytes}",
            _ when header.Magic != JournalFormat.SegmentMagic => "it is no segment of a journal",
            _ when header.EndianMark == ProtocolVersion.SwappedEndianMark => "it was written by a machine of the other byte order",
            _ when header.Major != JournalFormat.Major => $"it has format {header.Major}.{header.Minor}, this program reads {JournalFormat.Major}",
            _ when Crc32C.OfHeader(bytes) != header.Checksum => "the header's checksum does not fit",
            _ when header.LayoutHash != JournalLayout.Hash => $"its records have another layout ({header.LayoutHash:x16}, this program has {JournalLayout.Hash:x16})",
            _ when header.Stream != stream => "it holds the other stream: its name is not its own",
            _ when header.HeaderBytes != JournalFormat.HeaderBytes || header.FirstSequence < 1 || header.Ordinal < 1
                || header.SegmentBytes is < JournalFormat.MinSegmentBytes or > JournalFormat.MaxSegmentBytes => "its header contradicts itself",
            _ => "",
        };
    }

    // The place is looked at in the window only.
    private BlockFinding Look(out BlockHeader header)
    {
        header = default;
        long available = _windowOffset + _windowLength - Offset;
        if (Offset < _windowOffset || available < BlockHeader.Size)
        {
            // A segment has its full size until its end block is written.
            Reason = "the file ends here, without an end block";
            return BlockFinding.Broken;
        }

        header = HeaderAt(Offset);
        if (header.Magic == 0 && IsZero(BlockHeader.Size))
        {
            return BlockFinding.Blank;
        }

        Reason = Refuse(header);
        if (Reason.Length > 0)
        {
            return BlockFinding.Broken;
        }

        if (available < BlockHeader.Size + header.PayloadBytes)
        {
            Reason = "the file ends inside a block";
            return BlockFinding.Broken;
        }

        return Take(header);
    }

    private BlockFinding Take(in BlockHeader header)
    {
        int start = (int)(Offset - _windowOffset);
        if (header.PreviousChecksum != Chain)
        {
            Reason = "the block does not continue the one before it";
            return BlockFinding.Broken;
        }

        if (Crc32C.OfBlock(_window.AsSpan(start, BlockHeader.Size + (int)header.PayloadBytes)) != header.Checksum)
        {
            Reason = "the block's checksum does not fit";
            return BlockFinding.Broken;
        }

        _payloadStart = start + BlockHeader.Size;
        _payloadBytes = (int)header.PayloadBytes;
        Offset += BlockHeader.Size + header.PayloadBytes;
        Chain = header.Checksum;
        return BlockFinding.Block;
    }

    private string Refuse(in BlockHeader header)
    {
        bool hasEntries = header.EntryBytes != 0;
        return header switch
        {
            { Magic: not JournalFormat.BlockMagic } => "there is no block",
            { PayloadBytes: > JournalFormat.MaxPayloadBytes } => "the block's length is impossible",
            _ when header.PayloadBytes % JournalFormat.BlockAlignment != 0 => "the block's length is impossible",
            _ when header.JournalId != Header.JournalId => "the block is of another journal",
            _ when header.EntryBytes != BlockEntries.Bytes(header.Kind) => "the block's kind is not known",
            _ when hasEntries && JournalFormat.Padded(checked((int)Math.Min(header.Count, int.MaxValue / 1024)) * header.EntryBytes) != header.PayloadBytes =>
                "the block's count and length contradict each other",
            _ => "",
        };
    }

    private bool IsWhole()
    {
        BlockHeader header = HeaderAt(Offset);
        if (Refuse(header).Length > 0)
        {
            return false;
        }

        if (_windowOffset + _windowLength - Offset < BlockHeader.Size + header.PayloadBytes)
        {
            _ = Fill();
        }

        return _windowOffset + _windowLength - Offset >= BlockHeader.Size + header.PayloadBytes
            && Crc32C.OfBlock(_window.AsSpan((int)(Offset - _windowOffset), BlockHeader.Size + (int)header.PayloadBytes)) == header.Checksum;
    }

    private bool EnsureHeader() => _windowOffset + _windowLength - Offset >= BlockHeader.Size || (Fill() && _windowLength >= BlockHeader.Size);

    private ref readonly BlockHeader HeaderAt(long offset) =>
        ref MemoryMarshal.AsRef<BlockHeader>(_window.AsSpan((int)(offset - _windowOffset), BlockHeader.Size));

    private bool IsZero(long bytes) => !_window.AsSpan((int)(Offset - _windowOffset), (int)bytes).ContainsAnyExcept((byte)0);

    private bool Fill()
    {
        long read = _file.ReadAt(_window, Offset);
        _windowOffset = Offset;
        _windowLength = (int)Math.Max(0, read);
        if (read < 0)
        {
            Reason = DiskFile.Describe((int)read);
        }

        return read >= 0;
    }
}
