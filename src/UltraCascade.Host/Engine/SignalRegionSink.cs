using UltraCascade.Engine.Signals;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>Binds the signal handler to the signal region and stamps each frame with the wall clock.</summary>
internal readonly struct SignalRegionSink(SignalWriter signals, HistoryLimit? limit = null) : ISignalSink
{
    public void PublishLatest(int instrument, ref SignalFrame frame)
    {
        frame.PublishNs = WallClock.NowNs();
        signals.PublishLatest(instrument, ref frame);
    }

    public long AppendHistory(ref SignalFrame frame)
    {
        limit?.MakeRoom(signals.HistoryCursor);
        frame.PublishNs = WallClock.NowNs();
        return signals.AppendHistory(ref frame);
    }

    public void PublishEpisode(ref EpisodeRecord episode) => signals.PublishEpisode(ref episode);

    public void SetCounter(EngineCounter counter, long value) => signals.SetCounter(counter, value);
}
