using System.Globalization;
using UltraCascade.Feeds;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.TestPeer;

/// <summary>
/// <c>write-table --file CSV [--name FEED] [--slots S] [--to TIME]</c>: writes the time line of recorded liquidations, going on behind the last
/// position published, and waits for the engine however often it dies. Says <c>table N</c>, <c>open P</c>, <c>published N</c>; ends with
/// standard input.
/// </summary>
internal static class TablePeer
{
    private const long BeatEvery = 4096;

    public static int Run(PeerOptions options)
    {
        string to = options.Text("--to", "");
        ImportOptions import = new() { To = to.Length == 0 ? null : DateTimeOffset.Parse(to, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) };
        LiquidationTable table = LiquidationTable.Load([options.Text("--file", "")], import, row => throw new ArgumentException(row.Reason));
        EventRecord[] records = Records(table);
        FeedOptions feedOptions = new() { Slots = options.Number("--slots", 65_536), Mode = InstanceMode.Replay };
        using FeedWriter writer = FeedWriter.Open(options.Paths, options.Text("--name", "peer"), feedOptions);
        AddNames(writer, table);
        Say($"table {records.Length}");
        Say($"open {writer.Published}");
        using CancellationTokenSource ended = new();
        Task<string?> input = Task.Run(Console.In.ReadLine);
        _ = input.ContinueWith(_ => ended.Cancel(), TaskScheduler.Default);
        try
        {
            while (writer.Published < records.Length)
            {
                EventRecord record = records[writer.Published];
                _ = writer.Publish(ref record, ended.Token);
                if (writer.Published % BeatEvery == 0)
                {
                    writer.Beat();
                }
            }

            Say($"published {writer.Published}");
            while (!input.Wait(50))
            {
                writer.Beat();
            }
        }
        catch (OperationCanceledException)
        {
            // Told to end while the feed was full.
        }

        writer.MarkStopped();
        return PeerExit.Ok;
    }

    // Indices of the table are those of the feed, which holds nothing else.
    private static void AddNames(FeedWriter writer, LiquidationTable table)
    {
        for (int i = 1; i < table.Instruments.Count; i++)
        {
            (string name, string baseAsset, DirectoryFlags flags) = table.Instruments[i];
            if (writer.AddInstrument(name, baseAsset, flags) != i)
            {
                throw new ArgumentException("The feed has instruments of another writer.");
            }
        }

        for (int i = 1; i < table.Venues.Count; i++)
        {
            if (writer.AddVenue(table.Venues[i]) != i)
            {
                throw new ArgumentException("The feed has venues of another writer.");
            }
        }
    }

    private static EventRecord[] Records(LiquidationTable table)
    {
        TimelineWriter timeline = new(table);
        List<EventRecord> records = [];
        EventRecord[] batch = new EventRecord[4096];
        for (int count = timeline.Fill(batch); count > 0; count = timeline.Fill(batch))
        {
            records.AddRange(batch.AsSpan(0, count));
        }

        return [.. records];
    }

    private static void Say(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }
}
