using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.TestPeer;

/// <summary>
/// <c>write-feed --name FEED --count N [--slots S] [--instruments I] [--rate R]</c>: continues the <see cref="EventStream"/> after
/// the last published position up to position N, then obeys standard input: a number is the next N, the end of input the end.
/// Says <c>open P</c> at once and <c>published N</c> whenever it has come so far.
/// </summary>
internal static class FeedPeer
{
    private const long BeatNs = 50_000_000L;
    private const long NsPerSecond = 1_000_000_000L;

    public static int Run(PeerOptions options)
    {
        EventStream stream = new((int)options.Number("--instruments", 3));
        FeedOptions feedOptions = new() { Slots = options.Number("--slots", 65_536), Mode = InstanceMode.Replay };
        using FeedWriter writer = FeedWriter.Open(options.Paths, options.Text("--name", "peer"), feedOptions);
        for (int index = 1; index <= stream.Instruments; index++)
        {
            if (writer.AddInstrument(EventStream.InstrumentName(index), EventStream.InstrumentBase(index), DirectoryFlags.None) != index)
            {
                throw new ArgumentException("The feed has instruments of another writer.");
            }
        }

        Say($"open {writer.Published}");
        using HeartbeatWhileWaiting input = new(writer);
        for (long? count = options.Number("--count", 0); count is { } last; count = input.ReadNumber())
        {
            Publish(writer, stream, last, options.Number("--rate", 0));
            Say($"published {writer.Published}");
        }

        writer.MarkStopped();
        return PeerExit.Ok;
    }

    private static void Publish(FeedWriter writer, EventStream stream, long last, long rate)
    {
        long startNs = MonotonicClock.NowNs();
        long first = writer.Published;
        long beatenNs = 0;
        while (writer.Published < last)
        {
            EventRecord record = stream.At(writer.Published + 1);
            _ = writer.Publish(ref record, CancellationToken.None);
            if ((writer.Published & 63) != 0 && rate == 0)
            {
                continue;
            }

            long nowNs = MonotonicClock.NowNs();
            if (nowNs - beatenNs > BeatNs)
            {
                beatenNs = nowNs;
                writer.Beat();
            }

            if (rate > 0 && (writer.Published - first) * NsPerSecond / rate > nowNs - startNs)
            {
                PreciseSleep.Sleep(1_000_000);
            }
        }
    }

    private static void Say(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }

    /// <summary>Reads standard input on a thread of its own; the caller keeps the heartbeat meanwhile.</summary>
    private sealed class HeartbeatWhileWaiting(FeedWriter writer) : IDisposable
    {
        public long? ReadNumber()
        {
            Task<string?> line = Task.Run(Console.In.ReadLine);
            while (!line.Wait(50))
            {
                writer.Beat();
            }

            return line.Result is { Length: > 0 } text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
        }

        public void Dispose() => writer.Beat();
    }
}
