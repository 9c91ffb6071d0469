using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Journal;

/// <summary>What a journal follows, without an engine: a ring and a history that a test fills by hand.</summary>
internal sealed class EngineInMemory : IJournalSource
{
    public const int Slots = 1024;

    private readonly EventRecord[] _records = new EventRecord[Slots];
    private readonly Provenance[] _origins = new Provenance[Slots];
    private readonly Queue<FeedChange> _feeds = new();

    public long EventCursor { get; private set; }

    public long SignalCursor { get; private set; }

    public long EventCapacity => Slots;

    public long[] Counters { get; } = new long[(int)EngineCounter.Count];

    public Exception? Failure { get; private set; }

    /// <summary>Runs between the copy of a batch and the look at what it is worth.</summary>
    public Action? WhileCopying { get; set; }

    public long Counter(EngineCounter counter) => Counters[(int)counter];

    /// <summary>Publishes events and one frame for each tenth of them.</summary>
    public void Publish(long count)
    {
        for (long last = EventCursor + count; EventCursor < last;)
        {
            long sequence = EventCursor + 1;
            _records[sequence % Slots] = ScratchJournal.Event(sequence);
            _origins[sequence % Slots] = ScratchJournal.Origin(sequence);
            EventCursor = sequence;
            SignalCursor += sequence % 10 == 0 ? 1 : 0;
        }
    }

    public void ChangeFeed(int index, long createdNs) => _feeds.Enqueue(new FeedChange(EventCursor + 1, ScratchJournal.Feed(index, createdNs)));

    public void CopyEvents(long first, Span<EventRecord> records, Span<Provenance> origins)
    {
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = _records[(first + i) % Slots];
            origins[i] = _origins[(first + i) % Slots];
        }

        WhileCopying?.Invoke();
    }

    public int CopySignals(long first, Span<SignalFrame> frames, out long lost)
    {
        lost = 0;
        int count = (int)Math.Min(frames.Length, SignalCursor - first + 1);
        for (int i = 0; i < count; i++)
        {
            frames[i] = ScratchJournal.Frame(first + i);
        }

        return count;
    }

    public void TakeTables(JournalWriter writer)
    {
    }

    public bool TryPeekFeed(out FeedChange change) => _feeds.TryPeek(out change);

    public void TakeFeed() => _feeds.Dequeue();

    public void SetCounter(EngineCounter counter, long value) => Counters[(int)counter] = value;

    public void Nap(long durationNs) => Thread.Yield();

    public void Fail(Exception reason) => Failure = reason;
}
