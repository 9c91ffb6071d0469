using UltraCascade.Engine.Signals;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>Binds the signal handler to the signal region and stamps each frame with the wall clock.</summary>
internal struct SignalRegionSink(SignalWriter signals, HistoryLimit? limit = null) : ISignalSink
{
    private long _publishNs;

    public void Stamp() => _publishNs = WallClock.NowNs();

    public readonly void PublishLatest(int instrument, ref SignalFrame frame)
    {
        frame.PublishNs = _publishNs;
        signals.PublishLatest(instrument, ref frame);
    }

    public readonly long AppendHistory(ref SignalFrame frame)
    {
        limit?.MakeRoom(signals.HistoryCursor);
        frame.PublishNs = _publishNs;
        return signals.AppendHistory(ref frame);
    }

    public readonly void PublishEpisode(ref EpisodeRecord episode) => signals.PublishEpisode(ref episode);

    public readonly void SetCounter(EngineCounter counter, long value) => signals.SetCounter(counter, value);
}
