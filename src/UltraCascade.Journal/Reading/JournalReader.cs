using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// Reads the events of a journal in the order of their sequences, from this process or another, also while the engine writes.
/// Everything is checked on the way; what is missing, torn or damaged is a status and not an exception. Tables (directory, venues,
/// feeds) are complete for a batch before the batch is handed out, and a batch never reaches over a change of them. Allocates
/// nothing for a record; the checksums are computed once for each block. One thread.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private readonly BlockStream _blocks;
    private BlockHeader _block;
    private int _taken;
    private int _count;
    private long _from;

    /// <summary>Reads the journal of an instance from the oldest event on; opens nothing yet.</summary>
    public JournalReader(JournalPaths paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _blocks = new BlockStream(paths, JournalStream.Events);
    }

    /// <summary>What the last call found.</summary>
    public JournalReadStatus Status { get; private set; } = JournalReadStatus.End;

    /// <summary>What is missing, after <see cref="JournalReadStatus.Gap"/>.</summary>
    public JournalGap Gap => _blocks.Gap;

    /// <summary>The place, after <see cref="JournalReadStatus.Torn"/> and <see cref="JournalReadStatus.Damaged"/>.</summary>
    public JournalFault? Fault => _blocks.Fault;

    /// <summary>What the indices in the records mean, up to the batch that was read last.</summary>
    public JournalTables Tables => _blocks.Tables;

    /// <summary>Sequence that is read next; 0 before anything was read.</summary>
    public long NextSequence => _count > _taken ? _block.FirstSequence + _taken : _blocks.NextSequence;

    /// <summary>Header of the segment that is read; the default value before the first.</summary>
    public SegmentHeader Segment => _blocks.Header;

    /// <summary>Engine time of the last record of the block that was read last, ns since 1970 UTC.</summary>
    public long EngineNs => _block.EngineNs;

    /// <summary>When the block that was read last was written, wall clock in ns since 1970 UTC.</summary>
    public long WrittenNs => _block.WrittenNs;

    internal BlockStream Blocks => _blocks;

    /// <summary>
    /// Continues with the first event whose sequence is at least <paramref name="sequence"/>. The segment that holds it is read from
    /// its beginning, for its tables.
    /// </summary>
    public void SeekTo(long sequence)
    {
        _blocks.SeekTo(sequence);
        _from = sequence;
        _count = 0;
        _taken = 0;
    }

    /// <summary>
    /// Copies the next events, as many as there is room for in both spans and as stand in one block. False when there is none:
    /// <see cref="Status"/> says why.
    /// </summary>
    public bool TryReadBatch(Span<EventRecord> records, Span<Provenance> origins, out int count)
    {
        count = 0;
        while (_taken == _count)
        {
            Status = _blocks.Next(out BlockHeader header);
            if (Status != JournalReadStatus.Ok)
            {
                return false;
            }

            Enter(header);
        }

        count = Math.Min(_count - _taken, Math.Min(records.Length, origins.Length));
        ReadOnlySpan<byte> payload = _blocks.Payload;
        MemoryMarshal.Cast<byte, EventRecord>(payload[..(_count * EventRecord.Size)]).Slice(_taken, count).CopyTo(records);
        ReadOnlySpan<Provenance> from = MemoryMarshal.Cast<byte, Provenance>(payload.Slice(_count * EventRecord.Size, _count * Provenance.Size)).Slice(_taken, count);
        from.CopyTo(origins);
        _blocks.Tables.Note(from);
        _taken += count;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _blocks.Dispose();

    private void Enter(in BlockHeader header)
    {
        _block = header;
        _count = (int)header.Count;
        _taken = (int)Math.Clamp(_from - header.FirstSequence, 0, _count);
    }
}
