using UltraCascade.Engine.Recovery;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.Engine;

/// <summary>The records of a journal from its oldest on. Everything is checked on the way; damage ends the start.</summary>
internal sealed class JournalRecords : ISurvivingRecords, IDisposable
{
    private readonly JournalReader _reader;
    private readonly Provenance[] _origins = new Provenance[JournalFormat.MaxEventsPerBlock];

    /// <summary>Reads nothing yet.</summary>
    public JournalRecords(JournalPaths paths)
    {
        _reader = new JournalReader(paths);
        First = paths.Segments(JournalStream.Events) is [var oldest, ..] ? oldest.FirstSequence : 1;
    }

    /// <inheritdoc/>
    public long First { get; }

    /// <inheritdoc/>
    public string Name => "the journal";

    /// <inheritdoc/>
    public bool IsBehindHole { get; private set; }

    /// <inheritdoc/>
    public int Read(Span<EventRecord> records)
    {
        IsBehindHole = false;
        while (true)
        {
            if (_reader.TryReadBatch(records, _origins, out int count))
            {
                return count;
            }

            switch (_reader.Status)
            {
                case JournalReadStatus.Gap:
                    IsBehindHole = true;
                    break;
                case JournalReadStatus.Damaged:
                    throw new RecoveryException(
                        $"the journal is damaged: {_reader.Fault}. 'ultracascade journal verify' tells how far it is sound; to go on without what it holds, move it to another place");
                default:
                    return 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
