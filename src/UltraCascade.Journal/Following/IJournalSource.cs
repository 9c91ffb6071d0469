using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>What a journal follows: the ring, the signal history and the tables of one engine. Called once for each batch, never for a record.</summary>
public interface IJournalSource
{
    /// <summary>Newest published event (acquire).</summary>
    long EventCursor { get; }

    /// <summary>Newest frame in the history (acquire).</summary>
    long SignalCursor { get; }

    /// <summary>Slots of the ring.</summary>
    long EventCapacity { get; }

    /// <summary>Copies published events from <paramref name="first"/> on. What is overwritten meanwhile is the caller's to find out.</summary>
    void CopyEvents(long first, Span<EventRecord> records, Span<Provenance> origins);

    /// <summary>
    /// Copies frames from <paramref name="first"/> on and returns how many; 0 with <paramref name="lost"/> above 0 when the history no longer
    /// holds so many of them.
    /// </summary>
    int CopySignals(long first, Span<SignalFrame> frames, out long lost);

    /// <summary>Hands the writer the directory entries and venues that are new since the last call.</summary>
    void TakeTables(JournalWriter writer);

    /// <summary>The next change of the feed table that was not taken yet.</summary>
    bool TryPeekFeed(out FeedChange change);

    /// <summary>Takes that change.</summary>
    void TakeFeed();

    /// <summary>Shows a counter of the journal.</summary>
    void SetCounter(EngineCounter counter, long value);

    /// <summary>Sleeps.</summary>
    void Nap(long durationNs);

    /// <summary>Stops the engine: the journal cannot go on.</summary>
    void Fail(Exception reason);
}
