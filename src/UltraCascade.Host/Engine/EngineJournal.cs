using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.Configuration;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Ties one engine to its journal: what the journal's threads follow, and what the engine's threads wait for. Signals and tables are read
/// as a stranger reads them, through the region.
/// </summary>
internal sealed class EngineJournal : IJournalSource, IDisposable
{
    private readonly JournalWriter _writer;
    private readonly AddressRingMemory<EventRecord> _slots;
    private readonly AddressRingMemory<Provenance> _origins;
    private readonly SignalWriter _signals;
    private readonly SignalReader _region;
    private readonly ConcurrentQueue<FeedChange> _feeds = new();
    private readonly JournalScribe _scribe;
    private readonly JournalWatch _watch;
    private readonly JournalCare _care;
    private HistoryReader? _history;
    private int _instruments;
    private uint _venues;

    /// <summary>Follows the engine behind what <paramref name="writer"/> has.</summary>
    public EngineJournal(JournalWriter writer, JournalSettings settings, JournalOptions options, RingRegion ring, SignalWriter signals, SignalReader region, ILogger logger)
    {
        _writer = writer;
        _slots = new AddressRingMemory<EventRecord>(ring.SlotsAddress, ring.SlotCount);
        _origins = new AddressRingMemory<Provenance>(ring.ProvenanceAddress, ring.SlotCount);
        _signals = signals;
        _region = region;
        Tap = new RingTap(writer.NextEvent - 1);
        JournalGate gate = new(new Sequence(writer.NextSignal - 1));
        Limit = new HistoryLimit(gate, Tap, region.HistorySlots);
        _scribe = new JournalScribe(writer, this, new JournalGate(Tap.Sequence), gate);
        Action<string> say = sentence => logger.LogWarning("{Sentence}", sentence);
        _watch = new JournalWatch(_scribe, this, settings.ToWatchOptions(), say);
        _care = new JournalCare(writer, _scribe, this, options, say);
    }

    /// <summary>Where the journal is.</summary>
    public required JournalPaths Paths { get; init; }

    /// <summary>Gates the ring.</summary>
    public RingTap Tap { get; }

    /// <summary>Gates the history.</summary>
    public HistoryLimit Limit { get; }

    /// <inheritdoc/>
    public long EventCursor => Tap.Cursor;

    /// <inheritdoc/>
    public long SignalCursor => _region.Cursor;

    /// <inheritdoc/>
    public long EventCapacity => _slots.Capacity;

    /// <summary>Bodies of the threads: the journal's, the one that watches it and the one that does the slow work beside it.</summary>
    public IEnumerable<(string Name, ThreadStart Body)> Threads =>
        [("journal", _scribe.Run), ("journal-watch", _watch.Run), ("journal-care", _care.Run)];

    /// <summary>From the next event on, this index means this file. The sequencer's thread.</summary>
    public void NoteFeed(int place, FeedReader reader, long consumed)
    {
        FeedEntry entry = new() { Committed = (ulong)place + 1, FeedCreatedNs = reader.CreatedNs, Consumed = consumed };
        _ = FixedText.TryWrite(reader.Name, entry.Name);
        _feeds.Enqueue(new FeedChange(Tap.Cursor + 1, entry));
    }

    /// <summary>The engine drains. Any thread.</summary>
    public void Draining() => _watch.Draining();

    /// <summary>The engine has ended: what is left is written, if the disk takes it, and the threads return.</summary>
    public void Stop()
    {
        _scribe.Stop();
        _care.Stop();
        _watch.Stop();
    }

    /// <summary>After the threads: ends the segments if everything is in them.</summary>
    public void Close()
    {
        if (_watch.State != JournalState.Failed && _writer.Close() == 0)
        {
            SetCounter(EngineCounter.JournalState, (long)JournalState.Closed);
        }
    }

    /// <inheritdoc/>
    public void CopyEvents(long first, Span<EventRecord> records, Span<Provenance> origins)
    {
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = _slots[first + i];
            origins[i] = _origins[first + i];
        }
    }

    /// <inheritdoc/>
    public int CopySignals(long first, Span<SignalFrame> frames, out long lost)
    {
        lost = 0;
        if (_history is null || _history.Next != first)
        {
            _history = _region.ReadHistory(HistoryStart.Sequence, first);
        }

        int count = 0;
        long lostBefore = _history.Lost;
        while (count < frames.Length)
        {
            ReadStatus status = _history.TryRead(out frames[count]);
            if (status == ReadStatus.Lapped)
            {
                lost = count == 0 ? _history.Lost - lostBefore : 0;
                _history = lost > 0 ? _history : null;
                return count;
            }

            if (status != ReadStatus.Ok)
            {
                return count;
            }

            count++;
        }

        return count;
    }

    /// <inheritdoc/>
    public void TakeTables(JournalWriter writer)
    {
        while (_region.TryGetInstrument(_instruments, out InstrumentEntry instrument))
        {
            writer.SetInstrument(instrument);
            _instruments++;
        }

        for (int i = 1; i < Venue.Capacity; i++)
        {
            if ((_venues >> i & 1) == 0 && _region.TryGetVenue(i, out VenueEntry venue))
            {
                writer.SetVenue(venue);
                _venues |= 1U << i;
            }
        }
    }

    /// <inheritdoc/>
    public bool TryPeekFeed(out FeedChange change) => _feeds.TryPeek(out change);

    /// <inheritdoc/>
    public void TakeFeed() => _feeds.TryDequeue(out _);

    /// <inheritdoc/>
    public void SetCounter(EngineCounter counter, long value) => _signals.SetCounter(counter, value);

    /// <inheritdoc/>
    public void Nap(long durationNs) => PreciseSleep.Sleep(durationNs);

    /// <inheritdoc/>
    public void Fail(Exception reason) => Tap.Fail(reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _region.Dispose();
    }
}
