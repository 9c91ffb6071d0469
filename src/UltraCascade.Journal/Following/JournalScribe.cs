using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// The thread that writes the journal: takes what the engine published since the last round, frames before the records that may have
/// caused them, writes it, and only then opens the gates. Errors are tried again for as long as it takes; what that means for the engine
/// is for <see cref="JournalWatch"/> to decide. Where a gate stands beyond what was written, the watch gave up those sequences: they
/// become a gap.
/// </summary>
public sealed class JournalScribe
{
    private const int EventsPerRound = 4 * JournalFormat.MaxEventsPerBlock;
    private const long RetryNs = 50_000_000;
    private const long ShortestNapNs = 100_000;
    private const long LongestNapNs = 2_000_000;

    private readonly JournalWriter _writer;
    private readonly IJournalSource _source;
    private readonly EventRecord[] _records = GC.AllocateArray<EventRecord>(JournalFormat.MaxEventsPerBlock, pinned: true);
    private readonly Provenance[] _origins = GC.AllocateArray<Provenance>(JournalFormat.MaxEventsPerBlock, pinned: true);
    private readonly SignalFrame[] _frames = GC.AllocateArray<SignalFrame>(JournalFormat.MaxFramesPerBlock, pinned: true);
    private volatile bool _stop;
    private volatile bool _restart;
    private int _refusal;
    private long _rounds;
    private int _error;
    private long _failures;
    private long _dropped;

    /// <summary>Creates a scribe whose gates stand where the journal ends.</summary>
    public JournalScribe(JournalWriter writer, IJournalSource source, JournalGate events, JournalGate signals)
    {
        _writer = writer;
        _source = source;
        Events = events;
        Signals = signals;
    }

    /// <summary>Gate of the events.</summary>
    public JournalGate Events { get; }

    /// <summary>Gate of the signals.</summary>
    public JournalGate Signals { get; }

    /// <summary>Rises with every round, so it shows whether this thread gets on. Any thread.</summary>
    public long Rounds => Volatile.Read(ref _rounds);

    /// <summary>Errno of the last round, 0 when it succeeded. Any thread.</summary>
    public int Error => Volatile.Read(ref _error);

    /// <summary>Asks <see cref="Run"/> to take what is there and return. Any thread, after the engine ended.</summary>
    public void Stop() => _stop = true;

    /// <summary>Writes nothing more to the segments of now: what was written to them cannot be trusted to stay. Any thread.</summary>
    public void Refuse(int error) => Interlocked.CompareExchange(ref _refusal, error, 0);

    /// <summary>The errno it refuses with, 0 = it does not. Any thread.</summary>
    public int Refusal => Volatile.Read(ref _refusal);

    /// <summary>Ends the refusal with new segments, in a directory that is made anew if it is gone. Any thread.</summary>
    public void Restart() => _restart = true;

    /// <summary>Writes until stopped, then once more what is left, if the disk takes it. The journal thread.</summary>
    public void Run()
    {
        long nap = ShortestNapNs;
        while (true)
        {
            bool isLast = _stop;
            int error = Step(out bool didWork);
            if (isLast && (error != 0 || !didWork))
            {
                return;
            }

            if (error != 0)
            {
                _source.Nap(RetryNs);
            }
            else if (didWork)
            {
                nap = ShortestNapNs;
            }
            else
            {
                _source.Nap(nap);
                nap = Math.Min(nap * 2, LongestNapNs);
            }
        }
    }

    /// <summary>One round of <see cref="Run"/>. 0, or the negative errno of what failed. For the journal thread and tests.</summary>
    public int Step(out bool didWork)
    {
        didWork = false;
        int error = Refusal != 0 ? BeginAnew() : 0;
        error = error != 0 ? error : Round(out didWork);
        Note(error);
        return error;
    }

    private int Round(out bool didWork)
    {
        // The cursor first: the frames that the records up to it caused are then in the history.
        long eventCursor = _source.EventCursor;
        long events = _writer.NextEvent;
        long signals = _writer.NextSignal;
        int error = WriteSignals(_source.SignalCursor);
        error = error != 0 ? error : WriteEvents(Math.Min(eventCursor, events + EventsPerRound - 1));
        didWork = _writer.NextEvent != events || _writer.NextSignal != signals;
        error = error != 0 || !didWork ? error : _writer.Commit();
        if (error == 0 && didWork)
        {
            _ = Signals.Advance(_writer.NextSignal - 1);
            _ = Events.Advance(_writer.NextEvent - 1);
        }

        return error;
    }

    private int BeginAnew()
    {
        int error = _restart ? _writer.BeginAnew() : Refusal;
        if (error == 0)
        {
            _restart = false;
            Volatile.Write(ref _refusal, 0);
        }

        return error;
    }

    private int WriteSignals(long cursor)
    {
        while (_writer.NextSignal <= cursor)
        {
            long first = _writer.NextSignal;
            long givenUp = Signals.Sequence.Value;
            int error;
            if (givenUp >= first)
            {
                error = DropSignals(givenUp);
            }
            else
            {
                int count = _source.CopySignals(first, _frames.AsSpan(0, (int)Math.Min(_frames.Length, cursor - first + 1)), out long lost);
                _source.TakeTables(_writer);
                error = lost > 0 ? DropSignals(first + lost - 1) : _writer.AppendSignals(_frames.AsSpan(0, count));
                if (error == 0 && count == 0 && lost == 0)
                {
                    return 0;
                }
            }

            if (error != 0)
            {
                return error;
            }
        }

        return 0;
    }

    private int WriteEvents(long cursor)
    {
        while (_writer.NextEvent <= cursor)
        {
            long first = _writer.NextEvent;
            long last = TakeFeeds(first, Math.Min(cursor, first + _records.Length - 1));
            int count = (int)(last - first + 1);
            long givenUp = Events.Sequence.Value;
            if (givenUp < first)
            {
                _source.CopyEvents(first, _records.AsSpan(0, count), _origins.AsSpan(0, count));

                // Given up meanwhile: the engine may have written over what was being copied.
                givenUp = Events.Sequence.Value;
            }

            int error;
            if (givenUp >= first)
            {
                error = DropEvents(givenUp);
            }
            else
            {
                _source.TakeTables(_writer);
                error = _writer.AppendEvents(_records.AsSpan(0, count), _origins.AsSpan(0, count));
            }

            if (error != 0)
            {
                return error;
            }
        }

        return 0;
    }

    // A feed's new file is written before its first record; the batch ends before the next change.
    private long TakeFeeds(long first, long last)
    {
        while (_source.TryPeekFeed(out FeedChange change))
        {
            if (change.FromSequence > first)
            {
                return Math.Min(last, change.FromSequence - 1);
            }

            _writer.SetFeed(change.Entry);
            _source.TakeFeed();
        }

        return last;
    }

    private int DropEvents(long last)
    {
        long first = _writer.NextEvent;
        int error = _writer.AppendEventGap(last, GapCause.Dropped);
        Dropped(error, last - first + 1);
        return error;
    }

    private int DropSignals(long last)
    {
        long first = _writer.NextSignal;
        int error = _writer.AppendSignalGap(last, GapCause.Dropped);
        Dropped(error, last - first + 1);
        return error;
    }

    private void Dropped(int error, long count)
    {
        if (error == 0)
        {
            _dropped += count;
            _source.SetCounter(EngineCounter.JournalDropped, _dropped);
        }
    }

    private void Note(int error)
    {
        Volatile.Write(ref _error, error);
        Volatile.Write(ref _rounds, _rounds + 1);
        if (error != 0)
        {
            _failures++;
            _source.SetCounter(EngineCounter.JournalFailures, _failures);
        }

        _source.SetCounter(EngineCounter.JournalErrno, -error);
        _source.SetCounter(EngineCounter.JournalSequence, _writer.NextEvent - 1);
        _source.SetCounter(EngineCounter.JournalSignal, _writer.NextSignal - 1);
        _source.SetCounter(EngineCounter.JournalBytes, _writer.WrittenBytes);
    }
}
