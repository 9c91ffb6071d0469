using System.Runtime.InteropServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>
/// Writes one stream: blocks into the current segment, and the next segment when it is full. A new segment is complete, header
/// and tables, before it gets its name, so no reader ever sees half of one.
/// <code>
/// roll   end block → cut the file there → header and tables into the next file → name it → go on there
/// </code>
/// Errors are negative errno values, and whatever failed can be tried again. One thread, but for <see cref="Prepare"/> and
/// <see cref="Sync"/>, which another may call.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly JournalPaths _paths;
    private readonly JournalStream _stream;
    private readonly JournalOptions _options;
    private readonly TableWriter _tables;
    private readonly string _temporary;
    private readonly byte[] _block = GC.AllocateUninitializedArray<byte>(BlockHeader.Size + JournalFormat.MaxPayloadBytes, pinned: true);
    private readonly Lock _swap = new();
    private readonly ulong _journalId;
    private SegmentHeader _before;
    private uint _beforeChecksum;
    private bool _replacesEmpty;
    private SegmentPlace? _place;
    private DiskFile? _prepared;
    private long _finishedBytes;
    private volatile bool _isUnsynced;

    /// <summary>Continues a stream behind <paramref name="tail"/>; <see cref="Begin"/> makes its first segment.</summary>
    public SegmentWriter(JournalPaths paths, JournalStream stream, JournalOptions options, JournalTables tables, in StreamTail tail, ulong journalId)
    {
        _paths = paths;
        _stream = stream;
        _options = options;
        _tables = new TableWriter(tables, withFeeds: stream == JournalStream.Events);
        _temporary = paths.Temporary(stream);
        _journalId = journalId;
        _before = tail.Before;
        _beforeChecksum = tail.BeforeChecksum;
        _replacesEmpty = tail.ReplacesEmpty;
        NextSequence = tail.NextSequence;
        EngineNs = tail.EngineNs;
        SignalHash = tail.SignalHash;
    }

    /// <summary>Sequence of the next record.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Engine time of the last record, 0 = none.</summary>
    public long EngineNs { get; private set; }

    /// <summary>Hash over all frames (signals).</summary>
    public ulong SignalHash { get; set; }

    /// <summary>Bytes of blocks and headers written since the start.</summary>
    public long WrittenBytes => _finishedBytes + (_place?.Offset ?? 0);

    /// <summary>Segments begun since the start.</summary>
    public long Segments { get; private set; }

    /// <summary>First sequence of the segment being written.</summary>
    public long SegmentFirstSequence => _place?.Header.FirstSequence ?? NextSequence;

    /// <summary>Whether the path of the segment being written means another file now, or none.</summary>
    public bool IsGone
    {
        get
        {
            lock (_swap)
            {
                return _place is { } place && IsGoneFrom(place);
            }
        }
    }

    /// <summary>Makes the first segment of this run. 0 or a negative errno.</summary>
    public int Begin() => Roll(EndCause.Full);

    /// <summary>A feed's entry was replaced: it is written again before the next record.</summary>
    public void ForgetFeed(int feed) => _tables.Forget(feed);

    /// <summary>
    /// Makes room for a block of this payload: a new segment if this one is full, and the tables that are new. Comes before
    /// <see cref="Payload"/> is filled. 0 or a negative errno; it can be tried again.
    /// </summary>
    public int MakeRoom(int payloadBytes)
    {
        int padded = JournalFormat.Padded(payloadBytes);
        bool isUpToDate = _tables.IsUpToDate;
        if (_place is null || _place.IsEnded || !_place.HasRoom(padded + (isUpToDate ? 0 : _tables.PendingBytes)))
        {
            return Roll(EndCause.Full);
        }

        return isUpToDate ? 0 : _tables.Write(_place, _block, NextSequence, EngineNs);
    }

    /// <summary>Leaves the segment of now, ended if it can be, and begins the next. 0 or a negative errno; it can be tried again.</summary>
    public int BeginAnew()
    {
        if (_place is { IsEnded: false } place && (IsGoneFrom(place) || End(place, EndCause.Full) != 0))
        {
            // Not there or not to be trusted: the next segment says what it should have continued.
            _before = place.Header;
            _beforeChecksum = place.Chain;
            Leave();
        }

        return Roll(EndCause.Full);
    }

    /// <summary>Room for a payload, up to <see cref="JournalFormat.MaxPayloadBytes"/>, for the next <see cref="Write"/>.</summary>
    public Span<byte> Payload(int bytes) => _block.AsSpan(BlockHeader.Size, bytes);

    /// <summary>Writes the block. <see cref="MakeRoom"/> came before it with the same number of bytes.</summary>
    public int Write(BlockKind kind, uint count, int payloadBytes, long lastSequence, long engineNs)
    {
        BlockHeader header = new()
        {
            Kind = kind,
            EntryBytes = (ushort)BlockEntries.Bytes(kind),
            Count = count,
            FirstSequence = NextSequence,
            LastSequence = lastSequence,
            EngineNs = engineNs,
        };
        int error = _place!.Write(_block, payloadBytes, ref header);
        _isUnsynced = true;
        if (error == 0)
        {
            NextSequence = lastSequence + 1;
            EngineNs = engineNs;
        }

        return error;
    }

    /// <summary>Reserves the next segment's bytes ahead of time, when half of this one is full. Any one other thread. 0 or a negative errno.</summary>
    public int Prepare()
    {
        lock (_swap)
        {
            if (_prepared is not null || _place is null || _place.IsEnded || _place.Offset * 2 < _options.SegmentBytes)
            {
                return 0;
            }
        }

        int error = Reserve(out DiskFile? file);
        lock (_swap)
        {
            if (_prepared is null)
            {
                _prepared = file;
            }
            else
            {
                file?.Dispose();
            }
        }

        return error;
    }

    /// <summary>Waits until what was written is on the disk. Any thread. 0 or a negative errno.</summary>
    public int Sync()
    {
        if (!_isUnsynced)
        {
            return 0;
        }

        _isUnsynced = false;
        lock (_swap)
        {
            int error = _place?.File.Sync() ?? 0;
            _isUnsynced |= error != 0;
            return error;
        }
    }

    /// <summary>Ends the segment, if it has a record: the journal is closed.</summary>
    public int Close()
    {
        int error = _place is { IsEnded: false } place && NextSequence > place.Header.FirstSequence ? End(place, EndCause.Closed) : 0;
        Dispose();
        return error;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_swap)
        {
            _place?.Dispose();
            _place = null;
            if (_prepared is not null)
            {
                _prepared.Dispose();
                _prepared = null;
                File.Delete(_temporary);
            }
        }
    }

    private bool IsGoneFrom(SegmentPlace place) => place.File.IsSupersededAt(_paths.Segment(_stream, place.Header.FirstSequence));

    private void Leave()
    {
        lock (_swap)
        {
            _finishedBytes += _place?.Offset ?? 0;
            _place?.Dispose();
            _place = null;
            _prepared?.Dispose();
            _prepared = null;
        }
    }

    private int Roll(EndCause cause)
    {
        if (_place is { IsEnded: false } && End(_place, cause) is < 0 and int endError)
        {
            return endError;
        }

        DiskFile? file;
        lock (_swap)
        {
            file = _prepared;
            _prepared = null;
        }

        int error = file is null ? Reserve(out file) : 0;
        if (error != 0)
        {
            return error;
        }

        error = Fill(file!, out SegmentPlace place);
        if (error != 0)
        {
            // The next try begins with a new file: what is wrong with this one may be that it is gone.
            file!.Dispose();
            return error;
        }

        lock (_swap)
        {
            _finishedBytes += _place?.Offset ?? 0;
            _place?.Dispose();
            _place = place;
        }

        Segments++;
        return 0;
    }

    private int End(SegmentPlace place, EndCause cause)
    {
        BlockHeader header = new()
        {
            Kind = BlockKind.End,
            Count = (uint)cause,
            FirstSequence = NextSequence,
            LastSequence = NextSequence - 1,
            EngineNs = EngineNs,
        };
        int error = place.Write(_block, 0, ref header);
        if (error != 0)
        {
            return error;
        }

        // What is left of the reserved bytes goes back to the disk; if it does not, they are zeros that nobody reads.
        _ = place.File.Cut(place.Offset);
        _before = place.Header;
        _beforeChecksum = place.Chain;
        return _options.Sync == SyncPolicy.None ? 0 : place.File.Sync();
    }

    private int Reserve(out DiskFile? file)
    {
        int error = DiskFile.TryCreate(_temporary, _options.GroupId, out file);
        if (DiskFile.IsTaken(error))
        {
            // Of a try that failed before.
            File.Delete(_temporary);
            error = DiskFile.TryCreate(_temporary, _options.GroupId, out file);
        }

        if (error == 0 && (error = file!.Allocate(_options.SegmentBytes)) != 0)
        {
            file.Dispose();
            file = null;
            File.Delete(_temporary);
        }

        return error;
    }

    private int Fill(DiskFile file, out SegmentPlace place)
    {
        // A large directory may need more than the segments were made for.
        _tables.Restart();
        long segmentBytes = Math.Max(_options.SegmentBytes, _tables.PendingBytes + JournalFormat.MinSegmentBytes);
        SegmentHeader header = NewHeader(segmentBytes);
        Span<byte> bytes = _block.AsSpan(0, JournalFormat.HeaderBytes);
        MemoryMarshal.Write(bytes, header);
        header.Checksum = Crc32C.OfHeader(bytes);
        MemoryMarshal.Write(bytes, header);
        place = new SegmentPlace(file, header);
        int error = segmentBytes > _options.SegmentBytes ? file.Allocate(segmentBytes) : 0;
        error = error != 0 ? error : file.WriteAt(bytes, 0);
        error = error != 0 ? error : _tables.Write(place, _block, NextSequence, EngineNs);
        error = error != 0 || _options.Sync == SyncPolicy.None ? error : file.Sync();
        string path = _paths.Segment(_stream, header.FirstSequence);
        error = error != 0 ? error : Name(path);
        if (error != 0)
        {
            return error;
        }

        _replacesEmpty = false;
        return _options.Sync == SyncPolicy.None ? 0 : DiskFile.SyncDirectory(_paths.Directory);
    }

    // A segment without a record has the name that the next one must have: nothing is lost with it.
    private int Name(string path)
    {
        if (_replacesEmpty)
        {
            File.Delete(path);
        }

        return DiskFile.NameNew(_temporary, path);
    }

    private SegmentHeader NewHeader(long segmentBytes)
    {
        SegmentHeader header = new()
        {
            Magic = JournalFormat.SegmentMagic,
            EndianMark = ProtocolVersion.EndianMark,
            Major = JournalFormat.Major,
            Minor = JournalFormat.Minor,
            HeaderBytes = JournalFormat.HeaderBytes,
            Stream = _stream,
            LayoutHash = JournalLayout.Hash,
            SegmentBytes = segmentBytes,
            FirstSequence = NextSequence,
            CreatedNs = WallClock.NowNs(),
            JournalId = _journalId,
            Ordinal = _before.Ordinal + 1,
            PredecessorFirstSequence = _before.FirstSequence,
            PredecessorChecksum = _beforeChecksum,
            Mode = _options.Mode,
            EngineNs = EngineNs,
            SignalHash = SignalHash,
            WriterPid = (uint)Environment.ProcessId,
        };
        _ = FixedText.TryWrite(_paths.Instance, header.Instance);
        return header;
    }
}
