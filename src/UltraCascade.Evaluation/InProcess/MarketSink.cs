using UltraCascade.Engine.Signals;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.InProcess;

/// <summary>Keeps what the history says about the market, and forgets the rest.</summary>
internal readonly struct MarketSink(MarketLog log) : ISignalSink
{
    public void Stamp()
    {
    }

    public void PublishLatest(int instrument, ref SignalFrame frame)
    {
    }

    public long AppendHistory(ref SignalFrame frame) => log.Append(in frame);

    public void PublishEpisode(ref EpisodeRecord episode)
    {
    }

    public void SetCounter(EngineCounter counter, long value)
    {
    }
}
