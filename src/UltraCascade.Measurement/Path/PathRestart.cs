using UltraCascade.Measurement.Statistics;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// From SIGKILL of the engine to the first frame of its successor, which is started at once and continues the same regions; and
/// how slow the first events after a start are.
/// </summary>
internal sealed class PathRestart(PathRig rig, PathLatency path)
{
    private const int FirstEvents = 200;
    private const double FirstEventsPerSecond = 1_000;
    private const int Market = 0;
    private const int PauseMilliseconds = 1;

    /// <summary>ns from the kill to the first frame of the new engine.</summary>
    public long Once()
    {
        long beginNs = MonotonicClock.NowNs();
        rig.KillAndRestart();
        EventRecord record = default;
        rig.Pattern.Next(ref record);
        long wantedNs = record.ReceiveNs;
        rig.Publish(ref record);
        while (rig.Reader.TryReadLatest(Market, out SignalFrame frame, out _) != ReadStatus.Ok || frame.ReceiveNs < wantedNs)
        {
            rig.Engine.ThrowWhenGone();
            Thread.Sleep(PauseMilliseconds);
        }

        return MonotonicClock.NowNs() - beginNs;
    }

    /// <summary>The first events after it, a thousand a second.</summary>
    public void FirstEventsAfter(LogLinearHistogram histogram) => path.Paced(FirstEventsPerSecond, FirstEvents, histogram);
}
