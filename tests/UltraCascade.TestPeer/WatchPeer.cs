using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.TestPeer;

/// <summary>
/// <c>watch</c>: opens the region once, reads its history from the oldest frame, and says
/// <c>STATE generation G frames F lost L age_ms A</c> whenever state or generation change, and when it has caught up again after
/// new frames. STATE is starting, live, draining, stopped, faulted, stale or superseded. Until it is killed.
/// </summary>
internal static class WatchPeer
{
    private const long LookNs = 5_000_000L;

    public static int Run(PeerOptions options)
    {
        RegionGuard.IsOn = true;
        SignalReader? reader;
        string reason;
        while (SignalReader.TryOpen(options.Paths, out reader, out reason) is RegionStatus.Missing)
        {
            PreciseSleep.Sleep(LookNs);
        }

        if (reader is null)
        {
            throw new ArgumentException(reason);
        }

        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        long frames = 0;
        string said = "";
        while (true)
        {
            // The state first: what a state implies was stored before it, so it is read after it.
            string state = State(reader, out long ageNs);
            ulong generation = reader.Generation;
            ReadStatus status;
            while ((status = history.TryRead(out SignalFrame frame)) is ReadStatus.Ok or ReadStatus.Lapped)
            {
                frames += status == ReadStatus.Ok ? 1 : 0;
            }

            string now = $"{state} generation {generation} frames {frames} lost {history.Lost}";
            if (now != said)
            {
                said = now;
                Console.WriteLine($"{now} age_ms {ageNs / 1_000_000}");
                Console.Out.Flush();
            }

            PreciseSleep.Sleep(LookNs);
        }
    }

    private static string State(SignalReader reader, out long ageNs)
    {
        bool stale = reader.IsStale(out ageNs);
        return reader.IsSuperseded() ? "superseded" : stale ? "stale" : reader.State.ToString().ToLowerInvariant();
    }
}
