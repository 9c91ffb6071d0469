using System.Runtime.InteropServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>
/// Where a stream ends when a new writer comes: found by reading the last segment to its end. A tail that was torn is cut and the
/// segment gets its end block, so that the next one can continue it.
/// </summary>
internal readonly record struct StreamTail
{
    private const string SetAsidePrefix = "unfinished-";

    /// <summary>Sequence of the next record, 0 = the stream has no segment.</summary>
    public long NextSequence { get; private init; }

    /// <summary>Engine time of the last record.</summary>
    public long EngineNs { get; private init; }

    /// <summary>Hash over all frames (signals).</summary>
    public ulong SignalHash { get; private init; }

    /// <summary>Header of the segment that the next one continues; the default value when it is the first.</summary>
    public SegmentHeader Before { get; private init; }

    /// <summary>Checksum of that segment's end block.</summary>
    public uint BeforeChecksum { get; private init; }

    /// <summary>Whether the next segment takes the name of one without a record.</summary>
    public bool ReplacesEmpty { get; private init; }

    /// <summary>The journal's number, 0 = the stream has no segment.</summary>
    public ulong JournalId { get; private init; }

    /// <summary>What was cut, or null.</summary>
    public JournalFault? Cut { get; private init; }

    /// <summary>A stream without a segment.</summary>
    public static StreamTail Start(long nextSequence, ulong signalHash) => new() { NextSequence = nextSequence, SignalHash = signalHash };

    /// <summary>Finds the end of a stream, cuts and ends what was left open. <paramref name="tables"/> takes up what the last segment says.</summary>
    /// <exception cref="JournalException">It is damaged, of another version or cannot be written.</exception>
    public static StreamTail Recover(JournalPaths paths, JournalStream stream, out JournalTables tables)
    {
        JournalFault? cut = SetUnreadableAside(paths, stream);
        using BlockStream blocks = new(paths, stream);
        blocks.SeekTo(long.MaxValue);
        tables = blocks.Tables;
        if (blocks.Segment is null)
        {
            return blocks.Fault is null ? new StreamTail { Cut = cut } : throw Refused(blocks.Fault.ToString());
        }

        long engineNs = blocks.Header.EngineNs;
        ulong hash = blocks.Header.SignalHash;
        JournalReadStatus status;
        while ((status = blocks.Next(out BlockHeader header)) is JournalReadStatus.Ok or JournalReadStatus.Gap)
        {
            engineNs = header.EngineNs;
            hash = status == JournalReadStatus.Gap ? 0 : hash;
            if (status == JournalReadStatus.Ok)
            {
                Note(blocks, header, tables, ref hash);
            }
        }

        if (status == JournalReadStatus.Damaged)
        {
            throw Refused(blocks.Fault!.ToString());
        }

        bool isEmpty = blocks.NextSequence == blocks.Header.FirstSequence && !blocks.IsAtEndBlock;
        StreamTail tail = new()
        {
            NextSequence = blocks.NextSequence,
            EngineNs = engineNs,
            SignalHash = hash,
            JournalId = blocks.Header.JournalId,
            Cut = status == JournalReadStatus.Torn ? blocks.Fault : cut,
            Before = blocks.Header,
            BeforeChecksum = blocks.Segment.Chain,
        };
        RefuseDamage(blocks, status);
        return isEmpty ? tail with { ReplacesEmpty = true, Before = Replaced(blocks.Header), BeforeChecksum = blocks.Header.PredecessorChecksum }
            : blocks.IsAtEndBlock ? tail : tail with { BeforeChecksum = End(blocks, engineNs) };
    }

    private static void Note(BlockStream blocks, in BlockHeader header, JournalTables tables, ref ulong hash)
    {
        int count = (int)header.Count;
        if (header.Kind == BlockKind.Events)
        {
            tables.Note(MemoryMarshal.Cast<byte, Provenance>(blocks.Payload.Slice(count * EventRecord.Size, count * Provenance.Size)));
            return;
        }

        hash = JournalWriter.HashOf(hash, MemoryMarshal.Cast<byte, SignalFrame>(blocks.Payload)[..count]);
    }

    // A torn tail has nothing whole behind it. What has was destroyed in the middle, and cutting would lose what is left.
    private static void RefuseDamage(BlockStream blocks, JournalReadStatus status)
    {
        if (status == JournalReadStatus.Torn && blocks.Segment!.CountBlocksBehind() is > 0 and int behind)
        {
            throw Refused($"{blocks.Fault}, and {behind} whole blocks follow");
        }
    }

    private static uint End(BlockStream blocks, long engineNs)
    {
        SegmentFile segment = blocks.Segment!;
        int error = DiskFile.TryOpenWrite(segment.Path, out DiskFile? file);
        if (file is null)
        {
            throw Refused($"{segment.Path} cannot be continued: {DiskFile.Describe(error)}");
        }

        using SegmentPlace place = SegmentPlace.Continue(file, segment.Header, segment.Offset, segment.Chain);
        BlockHeader end = new()
        {
            Kind = BlockKind.End,
            Count = (uint)EndCause.Recovered,
            FirstSequence = blocks.NextSequence,
            LastSequence = blocks.NextSequence - 1,
            EngineNs = engineNs,
        };
        error = place.Write(new byte[BlockHeader.Size], 0, ref end);
        error = error != 0 ? error : file.Cut(place.Offset);
        error = error != 0 ? error : file.Sync();
        return error == 0 ? place.Chain : throw Refused($"{segment.Path} cannot be continued: {DiskFile.Describe(error)}");
    }

    // The new segment continues what the empty one continued.
    private static SegmentHeader Replaced(SegmentHeader empty)
    {
        empty.Ordinal--;
        empty.FirstSequence = empty.PredecessorFirstSequence;
        return empty;
    }

    // A segment gets its name when it is whole. Only a machine that lost power before its bytes were on the disk leaves one without a header.
    private static JournalFault? SetUnreadableAside(JournalPaths paths, JournalStream stream)
    {
        if (paths.Segments(stream) is not [.., var last])
        {
            return null;
        }

        using SegmentFile? segment = SegmentFile.TryOpen(last.Path, stream, SegmentFile.NewWindow(), out string reason, out int error);
        if (segment is not null || error != 0 || reason.Contains("not its own", StringComparison.Ordinal))
        {
            return null;
        }

        File.Move(last.Path, Path.Combine(paths.Directory, SetAsidePrefix + Path.GetFileName(last.Path)), overwrite: true);
        return new JournalFault(last.Path, 0, reason);
    }

    private static JournalException Refused(string what) => new(
        $"The journal cannot be continued: {what}. Look at it with ultracascade journal verify; to start without it, move its directory away.");
}
