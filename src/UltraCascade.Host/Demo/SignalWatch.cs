using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>Reads every history frame of the demo's instance and keeps what its views and its summary tell.</summary>
internal sealed class SignalWatch
{
    private const int KeptChanges = 64;
    private const int KeptAlarms = 1024;

    private readonly HistoryReader _history;
    private readonly List<SignalFrame> _alarms = [];
    private readonly List<SignalFrame> _changes = [];

    public SignalWatch(SignalReader reader)
    {
        _history = reader.ReadHistory(HistoryStart.Oldest);
    }

    /// <summary>Frames read.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames that were overwritten before they were read.</summary>
    public long Lost => _history.Lost;

    /// <summary>The frame with the highest level and, among those, the highest risk.</summary>
    public SignalFrame Peak { get; private set; }

    /// <summary>The frames that raised an instrument, or the market, to ALERT or above, oldest first.</summary>
    public IReadOnlyList<SignalFrame> Alarms => _alarms;

    /// <summary>The newest frames in which the level or the phase changed, oldest first.</summary>
    public IReadOnlyList<SignalFrame> Changes => _changes;

    /// <summary>Reads what is new. <paramref name="onChange"/> gets each frame whose level differs from the one before.</summary>
    public void Read(Action<SignalFrame>? onChange = null)
    {
        while (true)
        {
            ReadStatus status = _history.TryRead(out SignalFrame frame);
            if (status == ReadStatus.Lapped)
            {
                continue;
            }

            if (status != ReadStatus.Ok)
            {
                return;
            }

            Keep(frame);
            if (frame.Level != frame.PreviousLevel)
            {
                onChange?.Invoke(frame);
            }
        }
    }

    private void Keep(in SignalFrame frame)
    {
        Frames++;
        if (frame.Level > Peak.Level || (frame.Level == Peak.Level && frame.Risk > Peak.Risk))
        {
            Peak = frame;
        }

        if (frame.Level >= SignalLevel.Alert && frame.PreviousLevel < SignalLevel.Alert && _alarms.Count < KeptAlarms)
        {
            _alarms.Add(frame);
        }

        if (frame.Level != frame.PreviousLevel)
        {
            _changes.Add(frame);
            if (_changes.Count > KeptChanges)
            {
                _changes.RemoveAt(0);
            }
        }
    }
}
