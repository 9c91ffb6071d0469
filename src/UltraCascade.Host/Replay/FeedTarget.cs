using UltraCascade.Feeds;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Replay;

/// <summary>
/// The feed that a replay writes. With a reader that must see every frame, it holds records back so that the history
/// cannot be overwritten before it was read: a record leads to at most one frame for each instrument and one for the
/// market, so <c>outstanding × (instruments + 1) + unread frames</c> never exceeds half of the history.
/// </summary>
internal sealed class FeedTarget : IReplayTarget
{
    private readonly FeedWriter _writer;
    private readonly SignalsFile? _signals;
    private readonly long _historySlots;
    private readonly long _framesPerRecord;
    private readonly EventRecord[] _first;

    /// <param name="writer">The feed; not owned.</param>
    /// <param name="signals">The reader to wait for, or null.</param>
    /// <param name="historySlots">Frames that the history holds.</param>
    /// <param name="instruments">Instruments in the data.</param>
    /// <param name="first">A record to publish before all others, or none.</param>
    public FeedTarget(FeedWriter writer, SignalsFile? signals, long historySlots, int instruments, EventRecord? first)
    {
        _writer = writer;
        _signals = signals;
        _historySlots = historySlots;
        _framesPerRecord = instruments + 1;
        _first = first is { } record ? [record] : [];
    }

    public long Published => _writer.Published;

    public long Consumed => _writer.Consumed;

    public bool EngineIsAlive => _writer.EngineIsAlive;

    /// <summary>The record before all others is out.</summary>
    public bool Began { get; private set; }

    public int AddInstrument(string name, string baseAsset, DirectoryFlags flags) => _writer.AddInstrument(name, baseAsset, flags);

    public int AddVenue(string code) => _writer.AddVenue(code);

    public int TryPublishBatch(ReadOnlySpan<EventRecord> records)
    {
        if (!Began)
        {
            if (_writer.TryPublishBatch(_first) < _first.Length)
            {
                return 0;
            }

            Began = true;
        }

        int room = (int)Math.Clamp(Room(), 0, records.Length);
        return room == 0 ? 0 : _writer.TryPublishBatch(records[..room]);
    }

    public void Beat() => _writer.Beat();

    private long Room()
    {
        if (_signals is null)
        {
            return long.MaxValue;
        }

        long frames = (_historySlots / 2) - _signals.Unread;
        long outstanding = _writer.Published - _writer.Consumed;
        return outstanding == 0 && frames > 0 ? Math.Max(1, frames / _framesPerRecord) : (frames / _framesPerRecord) - outstanding;
    }
}
