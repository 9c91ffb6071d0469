using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>
/// The slow work beside the journal, on a thread that may be stuck as long as the disk is: reserves the next segments, waits for the disk at
/// intervals, removes what retention no longer keeps, looks whether the files are still there. What it finds wrong the scribe refuses
/// to write over.
/// </summary>
public sealed class JournalCare
{
    private const long LookNs = 10_000_000;
    private const long SlowLookNs = 500_000_000;

    private readonly JournalWriter _writer;
    private readonly JournalScribe _scribe;
    private readonly IJournalSource _source;
    private readonly JournalOptions _options;
    private readonly Action<string> _say;
    private volatile bool _stop;
    private long _syncNs;
    private long _slowNs;

    /// <summary>Creates it; <paramref name="say"/> takes sentences for the log.</summary>
    public JournalCare(JournalWriter writer, JournalScribe scribe, IJournalSource source, JournalOptions options, Action<string> say)
    {
        _writer = writer;
        _scribe = scribe;
        _source = source;
        _options = options;
        _say = say;
    }

    /// <summary>Ends <see cref="Run"/>. Any thread.</summary>
    public void Stop() => _stop = true;

    /// <summary>Cares until stopped. A thread of its own.</summary>
    public void Run()
    {
        while (!_stop)
        {
            Look(MonotonicClock.NowNs());
            _source.Nap(LookNs);
        }
    }

    /// <summary>One look at <paramref name="nowNs"/>. For that thread and tests.</summary>
    public void Look(long nowNs)
    {
        if (_options.Sync == SyncPolicy.Interval && nowNs - _syncNs >= _options.SyncInterval.Ticks * TimeSpan.NanosecondsPerTick)
        {
            _syncNs = nowNs;
            int error = _writer.Sync();
            if (error != 0)
            {
                // The kernel forgets what it could not write: a later wait that succeeds proves nothing.
                _scribe.Refuse(error);
            }
        }

        // What fails here is tried again by the scribe when it needs it.
        _ = _writer.Prepare();
        if (nowNs - _slowNs >= SlowLookNs)
        {
            _slowNs = nowNs;
            if (_writer.IsGone)
            {
                _scribe.Refuse(DiskFile.Missing);
            }

            Retain();
        }
    }

    private void Retain()
    {
        try
        {
            _ = _writer.Retain();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _say($"Old segments of the journal are not removed: {e.Message}");
        }
    }
}
