using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Redis.Stream;

/// <summary>What came of a look for the next signal.</summary>
internal enum IntakeStatus
{
    /// <summary>The next signal.</summary>
    Frame,

    /// <summary>Sequences that neither the history nor the archive has any more; the next look goes on behind them.</summary>
    Gap,

    /// <summary>Nothing newer.</summary>
    Nothing,
}

/// <summary>Sequences that are gone, both ends included.</summary>
internal readonly record struct SequenceGap(long First, long Last)
{
    public long Count => Last - First + 1;
}

/// <summary>
/// The signals of an instance in sequence: from the history ring as any reader has them, and from the archive what the
/// ring has overwritten. A loss is told with its exact sequences. One thread.
/// </summary>
internal sealed class SignalIntake : IDisposable
{
    private readonly Func<SignalReader, ISignalArchive?> _openArchive;
    private ISignalArchive? _archive;
    private HistoryReader _history;
    private bool _readsArchive;
    private bool _holdsFrame;
    private SignalFrame _held;

    private SignalIntake(SignalReader reader, Func<SignalReader, ISignalArchive?> openArchive)
    {
        Reader = reader;
        _openArchive = openArchive;
        _history = reader.ReadHistory(HistoryStart.Oldest);
        Next = _history.Next;
    }

    public SignalReader Reader { get; }

    /// <summary>Sequence that is read next.</summary>
    public long Next { get; private set; }

    /// <summary>Whether what is read now comes from the archive.</summary>
    public bool ReadsArchive => _readsArchive;

    /// <summary>Opens the instance's signals. Null with the reason when there are none to read.</summary>
    public static SignalIntake? TryOpen(InstancePaths paths, Func<SignalReader, ISignalArchive?> openArchive, out string reason) =>
        SignalReader.TryOpen(paths, out SignalReader? reader, out reason) == RegionStatus.Ready ? new SignalIntake(reader!, openArchive) : null;

    /// <summary>Lowest sequence that can be had.</summary>
    public long Oldest()
    {
        long ring = Reader.ReadHistory(HistoryStart.Oldest).Next;
        long archived = Archive()?.First ?? 0;
        return archived > 0 ? Math.Min(archived, ring) : ring;
    }

    /// <summary>The next read gives this sequence, or a gap.</summary>
    public void SeekTo(long sequence)
    {
        Next = sequence;
        _holdsFrame = false;
        _readsArchive = false;
        _history = Reader.ReadHistory(HistoryStart.Sequence, sequence);
    }

    public IntakeStatus TryRead(out SignalFrame frame, out SequenceGap gap)
    {
        gap = default;
        if (_holdsFrame)
        {
            _holdsFrame = false;
            frame = _held;
            Next = frame.Sequence + 1;
            return IntakeStatus.Frame;
        }

        return _readsArchive ? ReadArchive(out frame, out gap) : ReadRing(out frame, out gap);
    }

    /// <summary>Waits until there may be something to read, at most <paramref name="timeout"/>.</summary>
    public void Wait(TimeSpan timeout)
    {
        if (!_holdsFrame && !_readsArchive)
        {
            _history.Wait(timeout);
        }
    }

    public void Dispose()
    {
        _archive?.Dispose();
        Reader.Dispose();
    }

    private IntakeStatus ReadRing(out SignalFrame frame, out SequenceGap gap)
    {
        gap = default;
        ReadStatus status = _history.TryRead(out frame);
        if (status == ReadStatus.Ok)
        {
            Next = frame.Sequence + 1;
            return IntakeStatus.Frame;
        }

        if (status != ReadStatus.Lapped)
        {
            return IntakeStatus.Nothing;
        }

        if (Archive() is { } archive)
        {
            archive.SeekTo(Next);
            _readsArchive = true;
            return ReadArchive(out frame, out gap);
        }

        return PassOver(_history.Next, out gap);
    }

    // At the end of what is archived the ring goes on; should it be ahead again by then, the archive has grown meanwhile.
    private IntakeStatus ReadArchive(out SignalFrame frame, out SequenceGap gap)
    {
        gap = default;
        while (_archive!.TryRead(out frame))
        {
            if (frame.Sequence == Next)
            {
                Next++;
                return IntakeStatus.Frame;
            }

            if (frame.Sequence > Next)
            {
                _held = frame;
                _holdsFrame = true;
                return PassOver(frame.Sequence, out gap);
            }
        }

        _readsArchive = false;
        _history = Reader.ReadHistory(HistoryStart.Sequence, Next);
        ReadStatus status = _history.TryRead(out frame);
        if (status == ReadStatus.Ok)
        {
            Next = frame.Sequence + 1;
            return IntakeStatus.Frame;
        }

        return status == ReadStatus.Lapped ? PassOver(_history.Next, out gap) : IntakeStatus.Nothing;
    }

    private IntakeStatus PassOver(long next, out SequenceGap gap)
    {
        gap = new SequenceGap(Next, next - 1);
        Next = next;
        return IntakeStatus.Gap;
    }

    private ISignalArchive? Archive()
    {
        if (_archive is null && _openArchive(Reader) is { } archive)
        {
            if (BelongsHere(archive))
            {
                _archive = archive;
            }
            else
            {
                archive.Dispose();
            }
        }

        return _archive;
    }

    // Of another life of the instance an archive would give other signals under the same sequences: one of them is compared.
    private bool BelongsHere(ISignalArchive archive)
    {
        if (Reader.ReadHistory(HistoryStart.Oldest).TryRead(out SignalFrame here) != ReadStatus.Ok)
        {
            return false;
        }

        archive.SeekTo(here.Sequence);
        return archive.TryRead(out SignalFrame there)
            && there.Sequence == here.Sequence
            && there.EngineNs == here.EngineNs
            && there.EngineSequence == here.EngineSequence;
    }
}
