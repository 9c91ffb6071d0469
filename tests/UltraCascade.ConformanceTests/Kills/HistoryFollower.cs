using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Kills;

/// <summary>Reads the history from its first frame on, on a thread of its own, through the deaths of its writers.</summary>
internal sealed class HistoryFollower : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly SignalReader _reader;
    private readonly HistoryReader _history;
    private readonly List<SignalFrame> _frames = [];
    private readonly Thread _thread;
    private volatile bool _stop;

    public HistoryFollower(ScratchInstance instance)
    {
        _reader = instance.OpenSignals();
        _history = _reader.ReadHistory(HistoryStart.Sequence, 1);
        _thread = new Thread(Follow) { IsBackground = true, Name = "follower" };
        _thread.Start();
    }

    public long Lost => _history.Lost;

    /// <summary>What was read; after <see cref="ReadUpTo"/>.</summary>
    public IReadOnlyList<SignalFrame> Frames => _frames;

    /// <summary>Waits until the frame of <paramref name="cursor"/> is read, then stops.</summary>
    public void ReadUpTo(long cursor)
    {
        Until.Holds(() => Volatile.Read(ref _next) > cursor || !_thread.IsAlive, $"the follower has read frame {cursor}");
        Stop();
    }

    public void Dispose()
    {
        Stop();
        _reader.Dispose();
    }

    private long _next = 1;

    private void Stop()
    {
        _stop = true;
        _thread.Join();
    }

    private void Follow()
    {
        while (!_stop)
        {
            ReadStatus status = _history.TryRead(out SignalFrame frame);
            if (status == ReadStatus.Ok)
            {
                frame.PublishNs = 0;
                _frames.Add(frame);
            }
            else if (status != ReadStatus.Lapped)
            {
                _ = _history.Wait(s_look);
            }

            Volatile.Write(ref _next, _history.Next);
        }
    }
}
