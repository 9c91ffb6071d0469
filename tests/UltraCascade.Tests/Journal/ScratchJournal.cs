using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Journal;

/// <summary>A journal directory of a test's own, and records that can be told from each other.</summary>
internal sealed class ScratchJournal : IDisposable
{
    private readonly string _directory;

    public ScratchJournal(string? directory = null)
    {
        _directory = directory is null ? Directory.CreateTempSubdirectory("uc-journal-").FullName : Path.Combine(directory, "journal");
        Directory.CreateDirectory(_directory);
    }

    /// <summary>The smallest segments there are: a thousand records fill a good part of one.</summary>
    public static JournalOptions Options { get; } = new() { SegmentBytes = JournalFormat.MinSegmentBytes };

    public JournalPaths Paths => new(_directory, "scratch");

    public string Root => _directory;

    public static EventRecord Event(long sequence) => new()
    {
        Sequence = sequence,
        EngineNs = sequence * 1_000_000,
        ReceiveNs = sequence * 1_000_000,
        ExchangeNs = (sequence * 1_000_000) - 5,
        AmountMicroUsd = sequence * 7,
        Value = sequence / 3.0,
        Id = (ulong)sequence * 0x9E37_79B9_7F4A_7C15UL,
        Instrument = (ushort)(1 + (sequence % 3)),
        Kind = RecordKind.Liquidation,
        Venue = 1,
        Side = PositionSide.Long,
        Feed = (byte)(sequence % 2),
    };

    public static Provenance Origin(long sequence) => new() { FeedPosition = (sequence / 2) + 1, Feed = (int)(sequence % 2) };

    public static SignalFrame Frame(long sequence) => new()
    {
        Sequence = sequence,
        EngineSequence = sequence,
        EngineNs = sequence * 1_000_000,
        Probability = sequence % 100 / 100f,
    };

    public static InstrumentEntry Instrument(int index)
    {
        InstrumentEntry entry = new() { Committed = (ulong)index + 1, Group = (uint)index };
        FixedText.TryWrite(index == 0 ? "MARKET" : $"C{index}/USDT:USDT", entry.Name);
        return entry;
    }

    public static VenueEntry Venue(int index)
    {
        VenueEntry entry = new() { Committed = (ulong)index + 1 };
        FixedText.TryWrite($"venue{index}", entry.Code);
        return entry;
    }

    public static FeedEntry Feed(int index, long createdNs)
    {
        FeedEntry entry = new() { Committed = (ulong)index + 1, FeedCreatedNs = createdNs };
        FixedText.TryWrite($"feed{index}", entry.Name);
        return entry;
    }

    /// <summary>Opens a writer that knows four instruments, a venue and two feeds.</summary>
    public JournalWriter Open(JournalOptions? options = null)
    {
        JournalWriter writer = JournalWriter.Open(Paths, options ?? Options, JournalStart.Fresh);
        if (writer.Tables.InstrumentCount == 0)
        {
            for (int i = 0; i < 4; i++)
            {
                writer.SetInstrument(Instrument(i));
            }

            writer.SetVenue(Venue(1));
            writer.SetFeed(Feed(0, 100));
            writer.SetFeed(Feed(1, 200));
        }

        return writer;
    }

    /// <summary>Appends events up to <paramref name="last"/>, so many at a time.</summary>
    public static void AppendEvents(JournalWriter writer, long last, int batch = 100)
    {
        EventRecord[] records = new EventRecord[batch];
        Provenance[] origins = new Provenance[batch];
        while (writer.NextEvent <= last)
        {
            int count = (int)Math.Min(batch, last - writer.NextEvent + 1);
            for (int i = 0; i < count; i++)
            {
                records[i] = Event(writer.NextEvent + i);
                origins[i] = Origin(writer.NextEvent + i);
            }

            Assert.That(writer.AppendEvents(records.AsSpan(0, count), origins.AsSpan(0, count)), Is.Zero);
        }
    }

    /// <summary>Appends frames up to <paramref name="last"/>.</summary>
    public static void AppendSignals(JournalWriter writer, long last)
    {
        while (writer.NextSignal <= last)
        {
            Assert.That(writer.AppendSignals([Frame(writer.NextSignal)]), Is.Zero);
        }
    }

    /// <summary>Reads from <paramref name="from"/> to where it ends, checks each record against what was written, and returns how it ended.</summary>
    public JournalReadStatus ReadEvents(long from, out long next, out JournalFault? fault)
    {
        using JournalReader reader = new(Paths);
        reader.SeekTo(from);
        EventRecord[] records = new EventRecord[77];
        Provenance[] origins = new Provenance[77];
        next = from;
        while (reader.TryReadBatch(records, origins, out int count))
        {
            for (int i = 0; i < count; i++)
            {
                long sequence = next + i;
                if (!records[i].Equals(Event(sequence)) || !origins[i].Equals(Origin(sequence)))
                {
                    Assert.Fail($"Record {sequence} is not what was written.");
                }
            }

            next += count;
        }

        fault = reader.Fault;
        return reader.Status;
    }

    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFileSystemEntries(_directory, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_directory, recursive: true);
    }
}
