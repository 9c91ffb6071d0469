using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// Reads the signals of a journal in sequence, from this process or another, also while the engine writes: what a bridge needs to
/// deliver what the history ring no longer holds. Never slows the engine. What is missing, torn or damaged is a status and not an
/// exception. Allocates nothing for a frame. One thread.
/// </summary>
public sealed class SignalJournalReader : IDisposable
{
    private readonly JournalPaths _paths;
    private readonly BlockStream _blocks;
    private BlockHeader _block;
    private int _taken;
    private int _count;
    private long _from;

    /// <summary>Reads the signals of an instance from the oldest on; opens nothing yet.</summary>
    public SignalJournalReader(JournalPaths paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = paths;
        _blocks = new BlockStream(paths, JournalStream.Signals);
    }

    /// <summary>What the last call found.</summary>
    public JournalReadStatus Status { get; private set; } = JournalReadStatus.End;

    /// <summary>What is missing, after <see cref="JournalReadStatus.Gap"/>.</summary>
    public JournalGap Gap => _blocks.Gap;

    /// <summary>The place, after <see cref="JournalReadStatus.Torn"/> and <see cref="JournalReadStatus.Damaged"/>.</summary>
    public JournalFault? Fault => _blocks.Fault;

    /// <summary>What the indices in the frames mean, up to the frame that was read last.</summary>
    public JournalTables Tables => _blocks.Tables;

    /// <summary>Sequence that is read next; 0 before anything was read.</summary>
    public long Next => _count > _taken ? _block.FirstSequence + _taken : Math.Max(_blocks.NextSequence, _from);

    /// <summary>Header of the segment that is read; the default value before the first.</summary>
    public SegmentHeader Segment => _blocks.Header;

    /// <summary>Lowest sequence that the journal still has a segment for; 0 when there is none.</summary>
    public long FirstSequence => _paths.Segments(JournalStream.Signals) is [var oldest, ..] ? oldest.FirstSequence : 0;

    internal BlockStream Blocks => _blocks;

    /// <summary>
    /// Continues with the first frame whose sequence is at least <paramref name="sequence"/>. If retention removed it, that is a higher
    /// one: compare the frame's sequence, or <see cref="FirstSequence"/> before.
    /// </summary>
    public void SeekTo(long sequence)
    {
        _blocks.SeekTo(sequence);
        _from = sequence;
        _count = 0;
        _taken = 0;
    }

    /// <summary>Copies the next frame. False when there is none: <see cref="Status"/> says why.</summary>
    public bool TryRead(out SignalFrame frame)
    {
        if (_taken == _count && !TryEnter())
        {
            frame = default;
            return false;
        }

        frame = MemoryMarshal.Read<SignalFrame>(_blocks.Payload.Slice(_taken * SignalFrame.Size, SignalFrame.Size));
        _taken++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _blocks.Dispose();

    private bool TryEnter()
    {
        do
        {
            Status = _blocks.Next(out BlockHeader header);
            if (Status != JournalReadStatus.Ok)
            {
                return false;
            }

            _block = header;
            _count = (int)header.Count;
            _taken = (int)Math.Clamp(_from - header.FirstSequence, 0, _count);
        }
        while (_taken == _count);

        return true;
    }
}
