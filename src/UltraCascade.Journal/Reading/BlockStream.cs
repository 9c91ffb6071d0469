using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>
/// All blocks of one stream in order, over all its segments, each checked by itself and against the one before: checksums, identity,
/// ordinals, sequences. Tables are taken up on the way. Where a writer is at work it follows: <see cref="JournalReadStatus.End"/> and
/// <see cref="JournalReadStatus.Torn"/> may be asked again. One thread.
/// </summary>
internal sealed class BlockStream : IDisposable
{
    private readonly JournalPaths _paths;
    private readonly JournalStream _stream;
    private readonly byte[] _window = SegmentFile.NewWindow();
    private SegmentFile? _segment;
    private BlockHeader _end;
    private SegmentHeader _endedHeader;
    private bool _isEnded;
    private bool _isDamaged;
    private long _nextSequence;

    public BlockStream(JournalPaths paths, JournalStream stream)
    {
        _paths = paths;
        _stream = stream;
    }

    /// <summary>What the indices mean, as far as it was read.</summary>
    public JournalTables Tables { get; private set; } = new();

    /// <summary>The segment that is read, or null before the first.</summary>
    public SegmentFile? Segment => _segment;

    /// <summary>The last segment's header, as read.</summary>
    public SegmentHeader Header => _segment?.Header ?? _endedHeader;

    /// <summary>The end block of the last segment when it has been read and nothing follows yet.</summary>
    public bool IsAtEndBlock => _isEnded;

    /// <summary>Sequence that the next record has; 0 before the first segment was opened.</summary>
    public long NextSequence => _nextSequence;

    /// <summary>Payload of the block that was read last.</summary>
    public ReadOnlySpan<byte> Payload => _segment!.Payload;

    /// <summary>The place, after Torn and Damaged.</summary>
    public JournalFault? Fault { get; private set; }

    /// <summary>What is missing, after Gap.</summary>
    public JournalGap Gap { get; private set; }

    /// <summary>Starts over at the segment that holds a sequence, or at the oldest one.</summary>
    public void SeekTo(long sequence)
    {
        Close();
        IReadOnlyList<SegmentName> segments = _paths.Segments(_stream);
        int index = segments.Count - 1;
        while (index > 0 && segments[index].FirstSequence > sequence)
        {
            index--;
        }

        if (index >= 0)
        {
            Open(segments[index].Path);
        }
    }

    /// <summary>Reads the next block of records; table blocks are taken up on the way.</summary>
    public JournalReadStatus Next(out BlockHeader header)
    {
        while (true)
        {
            JournalReadStatus status = NextBlock(out header);
            if (status != JournalReadStatus.Ok)
            {
                return status;
            }

            switch (header.Kind)
            {
                case BlockKind.Instruments or BlockKind.Venues or BlockKind.Feeds:
                    if (!Tables.Take(header.Kind, header.Count, Payload))
                    {
                        return Damaged("a table entry has an impossible index");
                    }

                    continue;
                case BlockKind.End:
                    End(header);
                    continue;
                default:
                    return Sequenced(header);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private JournalReadStatus Sequenced(in BlockHeader header)
    {
        bool isGap = header.Kind == BlockKind.Gap;
        if (header.FirstSequence != _nextSequence || header.LastSequence < header.FirstSequence
            || (!isGap && header.LastSequence - header.FirstSequence + 1 != header.Count)
            || (!isGap && header.Kind != (_stream == JournalStream.Events ? BlockKind.Events : BlockKind.Signals)))
        {
            return Damaged($"sequence {_nextSequence} should follow, the block holds {header.Kind} {header.FirstSequence} to {header.LastSequence}");
        }

        _nextSequence = header.LastSequence + 1;
        if (!isGap)
        {
            return JournalReadStatus.Ok;
        }

        Gap = new JournalGap(header.FirstSequence, header.LastSequence, (GapCause)header.Count);
        return JournalReadStatus.Gap;
    }

    private JournalReadStatus NextBlock(out BlockHeader header)
    {
        header = default;
        if (_isDamaged)
        {
            return JournalReadStatus.Damaged;
        }

        if (_segment is null && !OpenFirst())
        {
            return _isDamaged ? JournalReadStatus.Damaged : JournalReadStatus.End;
        }

        if (_isEnded)
        {
            JournalReadStatus status = OpenSuccessor();
            if (status != JournalReadStatus.Ok)
            {
                return status;
            }
        }

        BlockFinding finding = _segment!.Next(out header);
        if (finding == BlockFinding.Block)
        {
            return JournalReadStatus.Ok;
        }

        return NoBlock(finding, out header);
    }

    // The writer ends a segment before it names the next, so an end that is not there while a successor is was destroyed. The
    // order of looking is the other way round: what was not there at first may have come meanwhile.
    private JournalReadStatus NoBlock(BlockFinding finding, out BlockHeader header)
    {
        header = default;
        if (HasSuccessor(_segment!.Header.FirstSequence))
        {
            finding = _segment.Next(out header);
            if (finding == BlockFinding.Block)
            {
                return JournalReadStatus.Ok;
            }

            return Damaged(finding == BlockFinding.Blank ? "the segment ends here, and a later one exists" : _segment.Reason);
        }

        if (finding == BlockFinding.Broken)
        {
            Fault = new JournalFault(_segment.Path, _segment.Offset, _segment.Reason);
            return JournalReadStatus.Torn;
        }

        ReopenIfReplaced();
        return JournalReadStatus.End;
    }

    // A segment without a record is replaced by the next writer's under the same name.
    private void ReopenIfReplaced()
    {
        if (_nextSequence == _segment!.Header.FirstSequence && _segment.IsSuperseded())
        {
            SegmentFile? again = SegmentFile.TryOpen(_segment.Path, _stream, _window, out _, out _);
            if (again is not null)
            {
                _segment.Dispose();
                _segment = again;
            }
        }
    }

    private void End(in BlockHeader header)
    {
        _end = header;
        _endedHeader = _segment!.Header;
        _isEnded = true;
    }

    private bool OpenFirst()
    {
        IReadOnlyList<SegmentName> segments = _paths.Segments(_stream);
        if (segments.Count > 0)
        {
            Open(segments[0].Path);
        }

        return _segment is not null;
    }

    private void Open(string path)
    {
        _segment = SegmentFile.TryOpen(path, _stream, _window, out string reason, out int error);
        if (_segment is null)
        {
            // Removed by retention between the look and the open: nothing to complain about, the next call looks again.
            _isDamaged = !DiskFile.IsMissing(error);
            Fault = new JournalFault(path, 0, reason);
            return;
        }

        string expected = Path.GetFileName(_paths.Segment(_stream, _segment.Header.FirstSequence));
        if (Path.GetFileName(path) != expected)
        {
            _ = Damaged($"the segment begins with sequence {_segment.Header.FirstSequence}: its name is not its own");
        }

        _nextSequence = _segment.Header.FirstSequence;
    }

    private JournalReadStatus OpenSuccessor()
    {
        string path = _paths.Segment(_stream, _end.FirstSequence);
        SegmentFile? next = SegmentFile.TryOpen(path, _stream, _window, out string reason, out int error);
        if (next is null)
        {
            if (!DiskFile.IsMissing(error))
            {
                Fault = new JournalFault(path, 0, reason);
                _isDamaged = true;
                return JournalReadStatus.Damaged;
            }

            return HasSuccessor(_endedHeader.FirstSequence) ? Missing() : JournalReadStatus.End;
        }

        SegmentHeader header = next.Header;
        _segment!.Dispose();
        _segment = next;
        _isEnded = false;
        string broken = header switch
        {
            _ when header.JournalId != _endedHeader.JournalId => "the segment is of another journal",
            _ when header.FirstSequence != _end.FirstSequence => $"the segment begins with sequence {header.FirstSequence}: its name is not its own",
            _ when header.Ordinal != _endedHeader.Ordinal + 1 => $"segment {_endedHeader.Ordinal + 1} should follow, this is segment {header.Ordinal}",
            _ when header.PredecessorFirstSequence != _endedHeader.FirstSequence || header.PredecessorChecksum != _end.Checksum =>
                "the segment does not continue the one before it",
            _ => "",
        };
        return broken.Length == 0 ? JournalReadStatus.Ok : Damaged(broken);
    }

    // The successor is not there although later segments are: removed by retention when it was older than all that are left.
    private JournalReadStatus Missing()
    {
        SegmentName oldest = _paths.Segments(_stream).FirstOrDefault();
        if (oldest.FirstSequence <= _end.FirstSequence || SegmentFile.TryOpen(oldest.Path, _stream, _window, out _, out _) is not { } next)
        {
            Fault = new JournalFault(_paths.Segment(_stream, _end.FirstSequence), 0, $"the segment that begins with sequence {_end.FirstSequence} is missing");
            _isDamaged = true;
            return JournalReadStatus.Damaged;
        }

        _segment!.Dispose();
        _segment = next;
        _isEnded = false;
        Gap = new JournalGap(_end.FirstSequence, next.Header.FirstSequence - 1, GapCause.Removed);
        _nextSequence = next.Header.FirstSequence;
        return next.Header.JournalId == _endedHeader.JournalId ? JournalReadStatus.Gap : Damaged("the segment is of another journal");
    }

    private bool HasSuccessor(long firstSequence)
    {
        foreach (SegmentName name in _paths.Segments(_stream))
        {
            if (name.FirstSequence > firstSequence)
            {
                return true;
            }
        }

        return false;
    }

    private JournalReadStatus Damaged(string reason)
    {
        Fault = new JournalFault(_segment!.Path, _segment.Offset, reason);
        _isDamaged = true;
        return JournalReadStatus.Damaged;
    }

    private void Close()
    {
        _segment?.Dispose();
        _segment = null;
        _isEnded = false;
        _isDamaged = false;
        _nextSequence = 0;
        Fault = null;
        Tables = new JournalTables();
    }
}
