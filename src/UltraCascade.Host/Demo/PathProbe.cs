using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>
/// Measures the way of one record from a feed through the engine process to a reader of the signals. It writes ticks into a
/// feed of its own: a tick refreshes the market's latest frame and changes no window, so history and hash stay as they are.
/// </summary>
internal static class PathProbe
{
    public const string FeedName = "probe";

    private const int Probes = 2000;
    private const int WarmUp = 200;
    private const int PauseNs = 200_000;
    private const long PatienceNs = 1_000_000_000;
    private const int Market = 0;

    /// <summary>Times from publish to sight in ns, sorted; empty when the engine did not answer.</summary>
    public static long[] Measure(InstancePaths paths, SignalReader reader, CancellationToken token)
    {
        if (reader.TryReadLatest(Market, out SignalFrame frame, out _) != ReadStatus.Ok)
        {
            return [];
        }

        using FeedWriter writer = FeedWriter.Open(paths, FeedName, new FeedOptions { Slots = 1024, Instruments = 16, Mode = InstanceMode.Replay });
        long timeNs = frame.EngineNs;
        List<long> times = new(Probes);
        for (int i = 0; i < WarmUp + Probes && !token.IsCancellationRequested; i++)
        {
            timeNs++;
            PreciseSleep.Sleep(PauseNs);
            long took = Once(writer, reader, timeNs);
            if (took < 0)
            {
                break;
            }

            if (i >= WarmUp)
            {
                times.Add(took);
            }
        }

        writer.MarkStopped();
        times.Sort();
        return [.. times];
    }

    private static long Once(FeedWriter writer, SignalReader reader, long timeNs)
    {
        EventRecord tick = new() { Kind = RecordKind.Tick, ExchangeNs = timeNs, ReceiveNs = timeNs };
        long startNs = MonotonicClock.NowNs();
        if (!writer.TryPublish(ref tick))
        {
            return -1;
        }

        while (true)
        {
            ReadStatus status = reader.TryReadLatest(Market, out SignalFrame frame, out _);
            long nowNs = MonotonicClock.NowNs();
            if (status == ReadStatus.Ok && frame.ReceiveNs == timeNs)
            {
                return nowNs - startNs;
            }

            if (nowNs - startNs > PatienceNs)
            {
                return -1;
            }
        }
    }
}
