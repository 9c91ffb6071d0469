namespace UltraCascade.Journal;

/// <summary>What one segment holds, found by walking its blocks; nothing is compared with other segments.</summary>
public sealed record SegmentSummary
{
    /// <summary>Its file.</summary>
    public required SegmentName Name { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; init; }

    /// <summary>Its header, or the default value when that cannot be read.</summary>
    public SegmentHeader Header { get; init; }

    /// <summary>Sequence of its last record, or of its last gap; below its first when it has none.</summary>
    public long LastSequence { get; init; }

    /// <summary>Bytes of header and blocks.</summary>
    public long UsedBytes { get; init; }

    /// <summary>Engine time of the first block's last record, ns since 1970 UTC; 0 = none.</summary>
    public long FirstNs { get; init; }

    /// <summary>Engine time of the last record, ns since 1970 UTC; 0 = none.</summary>
    public long LastNs { get; init; }

    /// <summary>Sequences that gap blocks name.</summary>
    public long Missing { get; init; }

    /// <summary>Blocks of all kinds.</summary>
    public long Blocks { get; init; }

    /// <summary>How it ended; null while it has no end block.</summary>
    public EndCause? End { get; init; }

    /// <summary>The place where something is that is no whole block, or null.</summary>
    public JournalFault? Fault { get; init; }

    /// <summary>Records in it.</summary>
    public long Records => Math.Max(0, LastSequence - Name.FirstSequence + 1 - Missing);

    /// <summary>Walks a segment.</summary>
    public static SegmentSummary Read(SegmentName name)
    {
        long bytes = File.Exists(name.Path) ? new FileInfo(name.Path).Length : 0;
        using SegmentFile? segment = SegmentFile.TryOpen(name.Path, name.Stream, SegmentFile.NewWindow(), out string reason, out _);
        SegmentSummary summary = new() { Name = name, FileBytes = bytes, LastSequence = name.FirstSequence - 1 };
        if (segment is null)
        {
            return summary with { Fault = new JournalFault(name.Path, 0, reason) };
        }

        long last = summary.LastSequence, firstNs = 0, lastNs = 0, missing = 0, blocks = 0;
        EndCause? end = null;
        BlockFinding finding = BlockFinding.Block;
        while (end is null && (finding = segment.Next(out BlockHeader header)) == BlockFinding.Block)
        {
            blocks++;
            if (header.Kind is BlockKind.Events or BlockKind.Signals or BlockKind.Gap)
            {
                last = header.LastSequence;
                lastNs = header.EngineNs;
                firstNs = firstNs == 0 ? header.EngineNs : firstNs;
                missing += header.Kind == BlockKind.Gap ? header.LastSequence - header.FirstSequence + 1 : 0;
            }

            end = header.Kind == BlockKind.End ? (EndCause)header.Count : null;
        }

        return summary with
        {
            Header = segment.Header,
            LastSequence = last,
            UsedBytes = segment.Offset,
            FirstNs = firstNs,
            LastNs = lastNs,
            Missing = missing,
            Blocks = blocks,
            End = end,
            Fault = finding == BlockFinding.Broken ? new JournalFault(name.Path, segment.Offset, segment.Reason) : null,
        };
    }
}
