using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Where frames go. Bound in Host to the signal region; a struct, so that the calls are inlined. Called by one thread. The
/// sink stamps publish_ns (the engine has no clock) and the sequence of history frames.
/// </summary>
public interface ISignalSink
{
    /// <summary>Reads the clock: frames from here on, until the next call, carry this publish_ns. Those of one record, or shown together, share one.</summary>
    void Stamp();

    /// <summary>Makes <paramref name="frame"/> the latest of <paramref name="instrument"/> (0 = the market).</summary>
    void PublishLatest(int instrument, ref SignalFrame frame);

    /// <summary>Appends to the history and returns the frame's sequence there.</summary>
    long AppendHistory(ref SignalFrame frame);

    /// <summary>Writes what is known of an episode; <c>Number</c> names its slot.</summary>
    void PublishEpisode(ref EpisodeRecord episode);

    /// <summary>Shows a counter.</summary>
    void SetCounter(EngineCounter counter, long value);
}
