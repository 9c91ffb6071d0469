using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// What a walk over all of one stream found: every checksum, the chain of blocks and segments, the sequence in each record, the order of
/// engine times, and for signals the hash that each segment says was reached before it.
/// </summary>
public sealed record StreamVerification
{
    /// <summary>The stream.</summary>
    public required JournalStream Stream { get; init; }

    /// <summary>Segments read.</summary>
    public int Segments { get; private set; }

    /// <summary>Sequence of the first segment's first record; 0 = there is no segment.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>Sequence of the last record or gap.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Records read.</summary>
    public long Records { get; private set; }

    /// <summary>What is missing, as far as the journal says so.</summary>
    public IReadOnlyList<JournalGap> Gaps => _gaps;

    /// <summary>Segments removed before the first one read.</summary>
    public long Removed { get; private set; }

    /// <summary>Signals: hash over all frames, 0 = not known because some are not in the journal.</summary>
    public ulong SignalHash { get; private set; }

    /// <summary>What is at the end and is no whole block, although nothing whole follows: a writer died there, or writes.</summary>
    public JournalFault? Torn { get; private set; }

    /// <summary>What cannot be what was written; null = the stream is whole.</summary>
    public JournalFault? Damage { get; private set; }

    private readonly List<JournalGap> _gaps = [];
    private long _engineNs;

    /// <summary>Walks a stream. <paramref name="progress"/> hears of the records read so far.</summary>
    public static StreamVerification Run(JournalPaths paths, JournalStream stream, Action<long>? progress = null, CancellationToken token = default)
    {
        StreamVerification found = new() { Stream = stream };
        using BlockStream blocks = new(paths, stream);
        long ordinal = 0;
        while (found.Damage is null)
        {
            token.ThrowIfCancellationRequested();
            JournalReadStatus status = blocks.Next(out BlockHeader header);
            if (blocks.Header.Ordinal != ordinal)
            {
                found.Enter(blocks, ordinal == 0);
                ordinal = blocks.Header.Ordinal;
            }

            if (!found.Take(blocks, status, header))
            {
                break;
            }

            progress?.Invoke(found.Records);
        }

        found.LastSequence = Math.Max(found.FirstSequence, blocks.NextSequence) - 1;
        return found;
    }

    private void Enter(BlockStream blocks, bool isFirst)
    {
        SegmentHeader header = blocks.Header;
        if (isFirst)
        {
            FirstSequence = header.FirstSequence;
            Removed = header.Ordinal - 1;
            SignalHash = header.SignalHash;
            _engineNs = header.EngineNs;
        }
        else if (Stream == JournalStream.Signals && SignalHash != header.SignalHash)
        {
            Damage ??= new JournalFault(blocks.Segment!.Path, 96, $"the frames before lead to the signal hash {SignalHash:x16}, the header says {header.SignalHash:x16}");
        }

        Segments++;
    }

    private bool Take(BlockStream blocks, JournalReadStatus status, in BlockHeader header)
    {
        switch (status)
        {
            case JournalReadStatus.Ok:
                Check(blocks, header);
                return true;
            case JournalReadStatus.Gap:
                _gaps.Add(blocks.Gap);
                SignalHash = 0;
                return true;
            case JournalReadStatus.Damaged:
                Damage = blocks.Fault;
                return false;
            case JournalReadStatus.Torn:
                JudgeTorn(blocks);
                return false;
            default:
                return false;
        }
    }

    private void Check(BlockStream blocks, in BlockHeader header)
    {
        int count = (int)header.Count;
        Records += count;
        string? wrong = header.Kind == BlockKind.Events
            ? CheckEvents(MemoryMarshal.Cast<byte, EventRecord>(blocks.Payload)[..count], header)
            : CheckFrames(MemoryMarshal.Cast<byte, SignalFrame>(blocks.Payload)[..count], header);
        if (wrong is not null)
        {
            Damage = new JournalFault(blocks.Segment!.Path, blocks.Segment.Offset - header.PayloadBytes, wrong);
        }
    }

    private string? CheckEvents(ReadOnlySpan<EventRecord> records, in BlockHeader header)
    {
        for (int i = 0; i < records.Length; i++)
        {
            if (records[i].Sequence != header.FirstSequence + i)
            {
                return $"event {header.FirstSequence + i} says it is {records[i].Sequence}";
            }

            if (records[i].EngineNs < _engineNs)
            {
                return $"event {records[i].Sequence} is earlier than the one before it";
            }

            _engineNs = records[i].EngineNs;
        }

        return null;
    }

    private string? CheckFrames(ReadOnlySpan<SignalFrame> frames, in BlockHeader header)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].Sequence != header.FirstSequence + i)
            {
                return $"signal {header.FirstSequence + i} says it is {frames[i].Sequence}";
            }
        }

        SignalHash = JournalWriter.HashOf(SignalHash, frames);
        return null;
    }

    // A killed writer leaves a segment of its full size with nothing whole behind the tear.
    private void JudgeTorn(BlockStream blocks)
    {
        SegmentFile segment = blocks.Segment!;
        int behind = segment.CountBlocksBehind();
        if (behind > 0)
        {
            Damage = blocks.Fault! with { Reason = $"{blocks.Fault.Reason}, and {behind} whole blocks follow" };
        }
        else if (new FileInfo(segment.Path).Length < segment.Header.SegmentBytes)
        {
            Damage = blocks.Fault;
        }
        else
        {
            Torn = blocks.Fault;
        }
    }
}
