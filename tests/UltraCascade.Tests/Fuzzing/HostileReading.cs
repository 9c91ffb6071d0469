using System.Text;
using UltraCascade.Host.Json;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.Fuzzing;

/// <summary>Uses everything a reader offers, on a region that need not make sense.</summary>
internal static class HostileReading
{
    private const int Calls = 40;

    public static void Everything(SignalReader reader)
    {
        SignalJson json = new(new SignalNames(
            i => reader.TryGetInstrument(i, out InstrumentEntry entry) ? Text(entry.Name) : null,
            i => i == 0 ? null : Encoding.UTF8.GetBytes(reader.VenueCode(i))));
        int[] indices = [-1, 0, 1, 3, 4, 5, 255, 65_534, 65_535, int.MaxValue, int.MinValue];
        foreach (int index in indices)
        {
            _ = reader.TryGetInstrument(index, out _);
            _ = reader.InstrumentName(index);
            _ = reader.VenueCode(index);
            _ = reader.LatestVersion(index);
            _ = reader.GetCounter((EngineCounter)index);
            _ = reader.TryReadEpisode(index, out _);
            if (reader.TryReadLatest(index, out SignalFrame frame, out _) == ReadStatus.Ok)
            {
                Print(json, frame);
            }
        }

        _ = reader.TryReadEpisode(long.MaxValue, out _);
        _ = reader.TryReadEpisode(long.MinValue, out _);
        _ = reader.IndexOf("BTC/USDT:USDT");
        _ = reader.IsStale(out _);
        _ = reader.State;
        _ = reader.InstrumentCount;
        _ = reader.WaitForNews(reader.NotifyWord + 1, TimeSpan.Zero);
        foreach (HistoryStart start in Enum.GetValues<HistoryStart>())
        {
            Follow(json, reader.ReadHistory(start, 1));
            Follow(json, reader.ReadHistory(start, long.MaxValue));
        }
    }

    public static void Everything(FeedReader reader)
    {
        _ = (reader.State, reader.HeartbeatAgeNs, reader.IsStale, reader.WriterPid, reader.Dropped, reader.Cursor);
        reader.SeekTo(reader.OldestPosition);
        for (int i = 0; i < 3 * 1024; i++)
        {
            if (reader.TryRead(out EventRecord record))
            {
                _ = reader.TryGetInstrument(record.Instrument, out _);
                _ = reader.TryGetVenue((int)record.Venue, out _);
            }
        }

        foreach (int index in (int[])[-1, 0, 1, 4, 256, int.MaxValue, int.MinValue])
        {
            _ = reader.TryGetInstrument(index, out _);
            _ = reader.TryGetVenue(index, out _);
        }
    }

    private static void Follow(SignalJson json, HistoryReader history)
    {
        for (int i = 0; i < Calls; i++)
        {
            long before = history.Next;
            long lost = history.Lost;
            ReadStatus status = history.TryRead(out SignalFrame frame);
            if (history.Next - before != history.Lost - lost + (status == ReadStatus.Ok ? 1 : 0))
            {
                Assert.Fail($"From {before} to {history.Next} with {history.Lost - lost} lost and {status}: what was passed is delivered or counted.");
            }

            if (status == ReadStatus.Ok)
            {
                Print(json, frame);
            }
        }

        _ = history.Wait(TimeSpan.Zero);
    }

    private static byte[] Text(ReadOnlySpan<byte> padded) => padded[..(padded.IndexOf((byte)0) is int end and >= 0 ? end : padded.Length)].ToArray();

    private static void Print(SignalJson json, in SignalFrame frame)
    {
        if (!json.Format(frame).EndsWith("}\n"u8))
        {
            Assert.Fail("A line of JSON ends with a brace and a line end.");
        }
    }
}
