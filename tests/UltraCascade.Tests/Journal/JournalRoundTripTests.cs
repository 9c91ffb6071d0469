using System.Runtime.InteropServices;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Journal;

/// <summary>What is written is read: in order, over segments, restarts and gaps, by followers too.</summary>
[TestFixture]
public sealed class JournalRoundTripTests
{
    [Test]
    public void ShouldReadWhatWasWrittenOverSegments()
    {
        using ScratchJournal scratch = new();
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 50_000, batch: 1500);
            Assert.That(writer.Segments, Is.GreaterThan(4), "Fifty thousand records do not fit into one segment of a MiB.");
            Assert.That(writer.Close(), Is.Zero);
        }

        Assert.That(scratch.ReadEvents(1, out long next, out _), Is.EqualTo(JournalReadStatus.End));
        Assert.That(next, Is.EqualTo(50_001));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(12_345)]
    [TestCase(19_999)]
    [TestCase(20_000)]
    public void ShouldStartAtAnySequence(long from)
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        ScratchJournal.AppendEvents(writer, 20_000);
        Assert.That(scratch.ReadEvents(from, out long next, out _), Is.EqualTo(JournalReadStatus.End));
        Assert.That(next, Is.EqualTo(20_001));
    }

    [Test]
    public void ShouldFollowAWriterThroughRollsAndRestarts()
    {
        using ScratchJournal scratch = new();
        using JournalReader reader = new(scratch.Paths);
        EventRecord[] records = new EventRecord[1024];
        Provenance[] origins = new Provenance[1024];
        long read = 0;
        Assert.That(reader.TryReadBatch(records, origins, out _), Is.False, "There is no journal yet.");
        for (int run = 0; run < 4; run++)
        {
            using JournalWriter writer = scratch.Open();
            Assert.That(writer.NextEvent, Is.EqualTo(read + 1));
            for (int step = 0; step < 10 * run; step++)
            {
                ScratchJournal.AppendEvents(writer, writer.NextEvent + 999);
                while (reader.TryReadBatch(records, origins, out int count))
                {
                    Assert.That(records[0].Sequence, Is.EqualTo(read + 1));
                    read += count;
                }

                Assert.That((reader.Status, read), Is.EqualTo((JournalReadStatus.End, writer.NextEvent - 1)));
            }

            // Every second run dies instead of closing.
            if (run % 2 == 0)
            {
                Assert.That(writer.Close(), Is.Zero);
            }
        }
    }

    [Test]
    public void ShouldKnowTheTablesBeforeTheRecordsThatUseThem()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        ScratchJournal.AppendEvents(writer, 100);
        writer.SetInstrument(ScratchJournal.Instrument(4));
        writer.SetFeed(ScratchJournal.Feed(1, 300));
        ScratchJournal.AppendEvents(writer, 200);

        using JournalReader reader = new(scratch.Paths);
        EventRecord[] records = new EventRecord[1000];
        Provenance[] origins = new Provenance[1000];
        Assert.That(reader.TryReadBatch(records, origins, out int count), Is.True);
        Assert.That((count, reader.Tables.InstrumentCount, reader.Tables.InstrumentName(3), reader.Tables.VenueCode(1)), Is.EqualTo((100, 4, "C3/USDT:USDT", "venue1")));
        Assert.That(reader.Tables.TryGetFeed(1, out FeedEntry feed), Is.True);
        Assert.That((feed.FeedCreatedNs, feed.Consumed), Is.EqualTo((200L, 50L)), "The position of the last record of this feed.");
        int version = reader.Tables.Version;
        Assert.That(reader.TryReadBatch(records, origins, out count), Is.True);
        Assert.That((count, reader.Tables.InstrumentName(4)), Is.EqualTo((100, "C4/USDT:USDT")));
        Assert.That(reader.Tables.Version, Is.GreaterThan(version));
        Assert.That(reader.Tables.TryGetFeed(1, out feed), Is.True);
        Assert.That(feed.FeedCreatedNs, Is.EqualTo(300));
    }

    [Test]
    public void ShouldRepeatTheTablesInEverySegment()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        ScratchJournal.AppendEvents(writer, 30_000);
        foreach (SegmentName segment in scratch.Paths.Segments(JournalStream.Events).SkipLast(1))
        {
            File.Delete(segment.Path);
        }

        using JournalReader reader = new(scratch.Paths);
        Assert.That(reader.TryReadBatch(new EventRecord[1], new Provenance[1], out _), Is.True);
        Assert.That((reader.Tables.InstrumentName(3), reader.Tables.VenueCode(1)), Is.EqualTo(("C3/USDT:USDT", "venue1")));
        Assert.That(reader.Tables.TryGetFeed(0, out FeedEntry feed), Is.True);
        Assert.That(feed.Consumed, Is.EqualTo(reader.NextSequence / 2).Within(1), "What an older segment proved of the feed's position is in this one's beginning.");
    }

    [Test]
    public void ShouldSayWhichSequencesWereDropped()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        ScratchJournal.AppendEvents(writer, 10);
        Assert.That(writer.AppendEventGap(500, GapCause.Dropped), Is.Zero);
        ScratchJournal.AppendEvents(writer, 510);

        using JournalReader reader = new(scratch.Paths);
        EventRecord[] records = new EventRecord[100];
        Provenance[] origins = new Provenance[100];
        Assert.That(reader.TryReadBatch(records, origins, out int count), Is.True);
        Assert.That(count, Is.EqualTo(10));
        Assert.That(reader.TryReadBatch(records, origins, out _), Is.False);
        Assert.That((reader.Status, reader.Gap), Is.EqualTo((JournalReadStatus.Gap, new JournalGap(11, 500, GapCause.Dropped))));
        Assert.That(reader.TryReadBatch(records, origins, out count), Is.True);
        Assert.That((count, records[0].Sequence), Is.EqualTo((10, 501L)));
    }

    [Test]
    public void ShouldReadSignalsFromAnySequenceAndKnowTheirHash()
    {
        using ScratchJournal scratch = new();
        ulong hash = SignalHash.Seed;
        for (int run = 0; run < 3; run++)
        {
            using JournalWriter writer = scratch.Open();
            Assert.That(writer.SignalHash, Is.EqualTo(hash), "The hash is carried over a restart.");
            ScratchJournal.AppendSignals(writer, writer.NextSignal + 4_999);
            for (long sequence = writer.NextSignal - 5_000; sequence < writer.NextSignal; sequence++)
            {
                hash = SignalHash.Append(hash, ScratchJournal.Frame(sequence));
            }
        }

        using SignalJournalReader reader = new(scratch.Paths);
        reader.SeekTo(12_345);
        for (long sequence = 12_345; sequence <= 15_000; sequence++)
        {
            Assert.That(reader.TryRead(out SignalFrame frame), Is.True);
            SignalFrame written = ScratchJournal.Frame(sequence);
            Assert.That(MemoryMarshal.AsBytes(new ReadOnlySpan<SignalFrame>(ref frame)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<SignalFrame>(ref written))), Is.True);
        }

        Assert.That(reader.TryRead(out _), Is.False);
        Assert.That((reader.Status, reader.Next), Is.EqualTo((JournalReadStatus.End, 15_001L)));
    }

    [Test]
    public void ShouldRefuseASecondWriter()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        Assert.That(() => scratch.Open(), Throws.InstanceOf<JournalException>().With.Message.Contains("another engine"));
    }

    [Test]
    public void ShouldKeepWhatRetentionAsksFor()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open(ScratchJournal.Options with { RetainBytes = 3 << 20 });
        ScratchJournal.AppendEvents(writer, 100_000);
        long before = scratch.Paths.Segments(JournalStream.Events).Count;
        Assert.That(writer.Retain(), Is.GreaterThan(0));
        IReadOnlyList<SegmentName> left = scratch.Paths.Segments(JournalStream.Events);
        Assert.That(left, Has.Count.LessThan(before));
        Assert.That(left.Sum(s => new FileInfo(s.Path).Length) + scratch.Paths.Segments(JournalStream.Signals).Sum(s => new FileInfo(s.Path).Length), Is.LessThanOrEqualTo(3 << 20));
        Assert.That(scratch.ReadEvents(left[0].FirstSequence, out long next, out _), Is.EqualTo(JournalReadStatus.End));
        Assert.That(next, Is.EqualTo(100_001));
        Assert.That(writer.Retain(), Is.Zero, "Nothing more is to be removed.");
    }

    [Test]
    public void ShouldTellAReaderThatRetentionWasFaster()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        ScratchJournal.AppendEvents(writer, 100);
        using JournalReader reader = new(scratch.Paths);
        EventRecord[] records = new EventRecord[100];
        Provenance[] origins = new Provenance[100];
        Assert.That(reader.TryReadBatch(records, origins, out _), Is.True);
        ScratchJournal.AppendEvents(writer, 100_000);
        IReadOnlyList<SegmentName> segments = scratch.Paths.Segments(JournalStream.Events);
        foreach (SegmentName segment in segments.Take(3))
        {
            File.Delete(segment.Path);
        }

        // What it has open it reads to its end.
        long next = 101;
        while (reader.TryReadBatch(records, origins, out int count))
        {
            next += count;
        }

        Assert.That(next, Is.EqualTo(segments[1].FirstSequence));
        Assert.That((reader.Status, reader.Gap), Is.EqualTo((JournalReadStatus.Gap, new JournalGap(next, segments[3].FirstSequence - 1, GapCause.Removed))));
        Assert.That(reader.TryReadBatch(records, origins, out _), Is.True);
        Assert.That(records[0].Sequence, Is.EqualTo(segments[3].FirstSequence));
    }

    [Test]
    public void ShouldCreateFilesThatOnlyTheOwnerWritesAndTheGroupReads()
    {
        using ScratchJournal scratch = new();
        using JournalWriter writer = scratch.Open();
        const UnixFileMode File640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Assert.That(File.GetUnixFileMode(scratch.Paths.Segments(JournalStream.Events)[0].Path), Is.EqualTo(File640));
        Assert.That(File.GetUnixFileMode(scratch.Paths.Directory), Is.EqualTo(File640 | UnixFileMode.UserExecute | UnixFileMode.GroupExecute));
    }
}
