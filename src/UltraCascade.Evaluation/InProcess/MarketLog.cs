using UltraCascade.Evaluation.Scoring;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.InProcess;

/// <summary>The market's alarms and changes of level, read off the history frames as any reader of the signal region would.</summary>
public sealed class MarketLog
{
    private const int Market = 0;

    private readonly List<AlarmInterval> _alarms = [];
    private readonly Dictionary<ulong, int> _levelChanges = [];
    private long _raisedNs;
    private long _frames;

    /// <summary>Alarms, in order. Whole once <see cref="Close"/> was called.</summary>
    public IReadOnlyList<AlarmInterval> Alarms => _alarms;

    /// <summary>Changes of the market's level for each of its episodes: the climb into it and every later one until it is forgotten.</summary>
    public IReadOnlyCollection<int> LevelChangesByEpisode => _levelChanges.Values;

    /// <summary>Ends an alarm that is still on with the stream.</summary>
    public void Close(long endNs)
    {
        if (_raisedNs != 0)
        {
            _alarms.Add(new AlarmInterval(_raisedNs, endNs));
            _raisedNs = 0;
        }
    }

    /// <summary>Takes a history frame and returns its sequence.</summary>
    internal long Append(in SignalFrame frame)
    {
        if (frame.Instrument == Market)
        {
            NoteAlarm(in frame);
            if (frame.EpisodeId != 0)
            {
                _levelChanges[frame.EpisodeId] = _levelChanges.GetValueOrDefault(frame.EpisodeId) + (frame.Level != frame.PreviousLevel ? 1 : 0);
            }
        }

        return ++_frames;
    }

    // History has a frame at each change of phase, so the alarm's edges are in it.
    private void NoteAlarm(in SignalFrame frame)
    {
        bool inAlarm = frame.Phase is EpisodePhase.Forming or EpisodePhase.Active or EpisodePhase.Exhausting;
        if (inAlarm && _raisedNs == 0)
        {
            _raisedNs = frame.EngineNs;
        }
        else if (!inAlarm && _raisedNs != 0)
        {
            Close(frame.EngineNs);
        }
    }
}
