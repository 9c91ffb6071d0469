using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>
/// Watches whether the journal gets on; touches no file, so that no disk can hold it up. A journal presses when the engine is about to wait
/// for it (three quarters of the ring are not journalled, or the engine waits, or it drains). A pressing journal whose writes fail, or
/// which shows no sign of life for <see cref="WatchOptions.Patience"/>, is stuck, and the policy decides.
/// </summary>
public sealed class JournalWatch
{
    private const long LookNs = 5_000_000;
    private const long DroppingLookNs = 500_000;
    private const long PauseNs = 100_000_000;

    private readonly JournalScribe _scribe;
    private readonly IJournalSource _source;
    private readonly WatchOptions _options;
    private readonly Action<string> _say;
    private volatile bool _stop;
    private volatile bool _isDraining;
    private bool _hasFailed;
    private long _seenRounds;
    private long _seenNs;
    private long _lookNs;
    private JournalState _state;

    /// <summary>Creates a watch; <paramref name="say"/> takes sentences for the log.</summary>
    public JournalWatch(JournalScribe scribe, IJournalSource source, WatchOptions options, Action<string> say)
    {
        _scribe = scribe;
        _source = source;
        _options = options;
        _say = say;
    }

    /// <summary>What the journal does now. Any thread.</summary>
    public JournalState State => _state;

    /// <summary>The engine drains: it waits for the journal although the ring is not full. Any thread.</summary>
    public void Draining() => _isDraining = true;

    /// <summary>Ends <see cref="Run"/>. Any thread.</summary>
    public void Stop() => _stop = true;

    /// <summary>Looks until stopped. The watching thread.</summary>
    public void Run()
    {
        while (!_stop)
        {
            Look(MonotonicClock.NowNs());
            _source.Nap(_state == JournalState.Dropping ? DroppingLookNs : LookNs);
        }
    }

    /// <summary>One look at <paramref name="nowNs"/>. For the watching thread and tests.</summary>
    public void Look(long nowNs)
    {
        if (_hasFailed)
        {
            return;
        }

        long rounds = _scribe.Rounds;
        long pause = nowNs - _lookNs;
        _lookNs = nowNs;
        if (rounds != _seenRounds || pause == nowNs)
        {
            // Alive, or this is the first look.
            _seenRounds = rounds;
            _seenNs = nowNs;
        }
        else if (pause > PauseNs)
        {
            // This process stood still, not the disk.
            _seenNs += pause;
        }

        long lag = _source.EventCursor - _scribe.Events.Sequence.Value;
        _source.SetCounter(EngineCounter.JournalLag, lag);
        bool isSilent = nowNs - _seenNs > _options.Patience.Ticks * TimeSpan.NanosecondsPerTick;
        int error = _scribe.Error;
        bool isPressing = lag >= _source.EventCapacity * 3 / 4 || _scribe.Signals.IsWaitedFor || (_isDraining && lag > 0);
        if (error == 0 && !isSilent)
        {
            Show(JournalState.Writing, error);
        }
        else if (!isPressing)
        {
            // Once dropping, it goes on until a write succeeds: the ring is kept free, not full.
            Show(_state == JournalState.Dropping ? _state : isSilent ? JournalState.Stuck : JournalState.Failing, error);
        }
        else if (_options.WhenStuck == StuckPolicy.Stop)
        {
            _hasFailed = true;
            Show(JournalState.Failed, error);
            _source.Fail(new JournalException(
                $"The journal is stuck and the ring is full: {Reason(error)}. Nothing is lost; free the disk and start again, or choose Journal:WhenStuck = drop."));
        }
        else
        {
            Drop(error);
        }
    }

    private void Drop(int error)
    {
        Show(JournalState.Dropping, error);
        _ = _scribe.Signals.Advance(_source.SignalCursor);
        _ = _scribe.Events.Advance(_source.EventCursor);
        if (_scribe.Refusal != 0)
        {
            _scribe.Restart();
        }
    }

    private void Show(JournalState state, int error)
    {
        _source.SetCounter(EngineCounter.JournalState, (long)state);
        if (state == _state)
        {
            return;
        }

        JournalState before = _state;
        _state = state;
        if (before != default || state != JournalState.Writing)
        {
            _say(state == JournalState.Writing ? $"The journal writes again (it was {before})." : $"The journal is {state}: {Reason(error)}.");
        }
    }

    private static string Reason(int error) =>
        error == 0 ? "the disk does not answer" : DiskFile.IsMissing(error) ? "its files were removed" : DiskFile.Describe(error);
}
