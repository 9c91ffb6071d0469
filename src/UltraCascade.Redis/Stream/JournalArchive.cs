using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Redis.Stream;

/// <summary>The signal journal as the bridge's archive.</summary>
public sealed class JournalArchive : ISignalArchive
{
    private readonly SignalJournalReader _reader;

    /// <param name="paths">Where the instance's journal is.</param>
    public JournalArchive(JournalPaths paths)
    {
        _reader = new SignalJournalReader(paths);
    }

    /// <inheritdoc/>
    public long First => _reader.FirstSequence;

    /// <inheritdoc/>
    public void SeekTo(long sequence) => _reader.SeekTo(sequence);

    /// <summary>A gap that the journal tells of is passed over: the sequences say what is missing. At damage it ends.</summary>
    public bool TryRead(out SignalFrame frame)
    {
        while (!_reader.TryRead(out frame))
        {
            if (_reader.Status != JournalReadStatus.Gap)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
