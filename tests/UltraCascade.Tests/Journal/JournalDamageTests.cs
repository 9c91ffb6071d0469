using UltraCascade.Journal;

namespace UltraCascade.Tests.Journal;

/// <summary>Whatever happens to the bytes, the reader says so, and never hands out a record that was not written.</summary>
[TestFixture]
public sealed class JournalDamageTests
{
    [Test]
    public void ShouldCutATornTailAtEveryByteOfTheLastBlock()
    {
        using ScratchJournal scratch = new();
        byte[] whole;
        string path = scratch.Paths.Segment(JournalStream.Events, 1);
        long lastBlock;
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 20, batch: 10);
            lastBlock = JournalFormat.HeaderBytes + TableBytes() + BlockBytes(10);
            whole = File.ReadAllBytes(path);
        }

        int length = BlockBytes(10);
        Assert.That(BitConverter.ToUInt32(whole, (int)lastBlock), Is.EqualTo(JournalFormat.BlockMagic), "The last block begins where it is thought to.");
        for (int kept = 0; kept < length; kept += kept is < 72 ? 1 : 7)
        {
            byte[] torn = [.. whole];
            torn.AsSpan((int)lastBlock + kept, length - kept).Clear();
            if (torn.AsSpan().SequenceEqual(whole))
            {
                // The block ends with zeros: nothing is torn.
                break;
            }

            File.Delete(scratch.Paths.Segment(JournalStream.Events, 11));
            File.WriteAllBytes(path, torn);
            JournalReadStatus expected = kept == 0 ? JournalReadStatus.End : JournalReadStatus.Torn;
            Assert.That(scratch.ReadEvents(1, out long next, out _), Is.EqualTo(expected), $"{kept} bytes kept");
            Assert.That(next, Is.EqualTo(11));
            using JournalWriter again = scratch.Open();
            Assert.That((again.NextEvent, again.Cuts.Count), Is.EqualTo((11L, kept == 0 ? 0 : 1)), $"{kept} bytes kept");
            ScratchJournal.AppendEvents(again, 30);
            Assert.That(scratch.ReadEvents(1, out next, out _), Is.EqualTo(JournalReadStatus.End));
            Assert.That(next, Is.EqualTo(31));
        }
    }

    [Test]
    public void ShouldFindAnyFlippedBit()
    {
        using ScratchJournal scratch = new();
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 30_000, batch: 1000);
            Assert.That(writer.Close(), Is.Zero);
        }

        Random random = new(20260722);
        IReadOnlyList<SegmentName> segments = scratch.Paths.Segments(JournalStream.Events);
        for (int i = 0; i < 300; i++)
        {
            SegmentName segment = segments[random.Next(segments.Count)];
            long length = new FileInfo(segment.Path).Length;

            // A third of the flips into headers: of the segment, of its first blocks, of its end.
            long offset = random.Next(6) switch { 0 => random.NextInt64(JournalFormat.HeaderBytes + 512), 1 => length - 1 - random.NextInt64(64), _ => random.NextInt64(length) };
            int bit = random.Next(8);
            Flip(segment.Path, offset, bit);
            JournalReadStatus status = scratch.ReadEvents(1, out long next, out JournalFault? fault);
            bool isLast = segment == segments[^1];
            Assert.That(status, isLast ? Is.AnyOf(JournalReadStatus.Damaged, JournalReadStatus.Torn) : Is.EqualTo(JournalReadStatus.Damaged), $"bit {bit} of byte {offset} in {segment.Path}");
            Assert.That(fault!.Path, Is.EqualTo(segment.Path));
            Assert.That(fault.Offset, Is.LessThanOrEqualTo(offset), "The place named is the block that was hit.");
            Assert.That(next, Is.GreaterThanOrEqualTo(segment.FirstSequence), "What came before is read.");
            Flip(segment.Path, offset, bit);
        }

        Assert.That(scratch.ReadEvents(1, out _, out _), Is.EqualTo(JournalReadStatus.End));
    }

    [Test]
    public void ShouldRefuseToContinueWhatWasDestroyedInTheMiddle()
    {
        using ScratchJournal scratch = new();
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 100, batch: 10);
        }

        Flip(scratch.Paths.Segment(JournalStream.Events, 1), JournalFormat.HeaderBytes + TableBytes() + 100, 3);
        Assert.That(() => scratch.Open(), Throws.InstanceOf<JournalException>().With.Message.Contains("9 whole blocks follow"));
    }

    [Test]
    public void ShouldFindSwappedSegments()
    {
        using ScratchJournal scratch = new();
        IReadOnlyList<SegmentName> segments = FourSegments(scratch);
        string aside = Path.Combine(scratch.Root, "aside");
        File.Move(segments[1].Path, aside);
        File.Move(segments[2].Path, segments[1].Path);
        File.Move(aside, segments[2].Path);
        Assert.That(scratch.ReadEvents(1, out _, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Damaged));
        Assert.That((fault!.Path, fault.Reason), Is.EqualTo((segments[1].Path, $"the segment begins with sequence {segments[2].FirstSequence}: its name is not its own")));
    }

    [Test]
    public void ShouldFindAMissingSegment()
    {
        using ScratchJournal scratch = new();
        IReadOnlyList<SegmentName> segments = FourSegments(scratch);
        File.Delete(segments[2].Path);
        Assert.That(scratch.ReadEvents(1, out long next, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Damaged));
        Assert.That((next, fault!.Path), Is.EqualTo((segments[2].FirstSequence, segments[2].Path)));
        Assert.That(fault.Reason, Does.Contain("is missing"));
    }

    [Test]
    public void ShouldFindASegmentOfAnotherJournal()
    {
        using ScratchJournal scratch = new();
        using ScratchJournal other = new();
        IReadOnlyList<SegmentName> segments = FourSegments(scratch);
        IReadOnlyList<SegmentName> foreign = FourSegments(other);
        Assert.That(foreign[1].FirstSequence, Is.EqualTo(segments[1].FirstSequence), "Both hold the same records.");
        File.Copy(foreign[1].Path, segments[1].Path, overwrite: true);
        Assert.That(scratch.ReadEvents(1, out _, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Damaged));
        Assert.That(fault!.Reason, Is.EqualTo("the segment is of another journal"));
    }

    [Test]
    public void ShouldFindABlockOfAnotherPlace()
    {
        using ScratchJournal scratch = new();
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 100, batch: 10);
        }

        // Two blocks change places, each whole by itself.
        string path = scratch.Paths.Segment(JournalStream.Events, 1);
        byte[] bytes = File.ReadAllBytes(path);
        int first = JournalFormat.HeaderBytes + TableBytes() + BlockBytes(10);
        Span<byte> one = bytes.AsSpan(first, BlockBytes(10));
        Span<byte> two = bytes.AsSpan(first + BlockBytes(10), BlockBytes(10));
        byte[] aside = one.ToArray();
        two.CopyTo(one);
        aside.CopyTo(two);
        File.WriteAllBytes(path, bytes);
        Assert.That(scratch.ReadEvents(1, out long next, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Torn));
        Assert.That((next, fault!.Offset, fault.Reason), Is.EqualTo((11L, (long)first, "the block does not continue the one before it")));
    }

    [Test]
    public void ShouldFindATruncatedSegmentWhereverItWasCut()
    {
        using ScratchJournal scratch = new();
        IReadOnlyList<SegmentName> segments = FourSegments(scratch);
        byte[] whole = File.ReadAllBytes(segments[1].Path);
        Random random = new(4711);
        for (int i = 0; i < 50; i++)
        {
            // Also between two blocks, where nothing looks broken.
            int length = i == 0 ? 0 : i == 1 ? whole.Length - BlockHeader.Size : random.Next(whole.Length);
            File.WriteAllBytes(segments[1].Path, whole.AsSpan(0, length).ToArray());
            Assert.That(scratch.ReadEvents(1, out long next, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Damaged), $"cut to {length} bytes");
            Assert.That(fault!.Path, Is.EqualTo(segments[1].Path));
            Assert.That(next, Is.InRange(segments[1].FirstSequence, segments[2].FirstSequence));
        }
    }

    [Test]
    public void ShouldSayTornWhenTheLastSegmentWasTruncatedBetweenBlocks()
    {
        using ScratchJournal scratch = new();
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 100, batch: 10);
        }

        string path = scratch.Paths.Segment(JournalStream.Events, 1);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes.AsSpan(0, JournalFormat.HeaderBytes + TableBytes() + (5 * BlockBytes(10))).ToArray());
        Assert.That(scratch.ReadEvents(1, out long next, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Torn));
        Assert.That((next, fault!.Reason), Is.EqualTo((51L, "the file ends here, without an end block")));
    }

    [Test]
    public void ShouldSetASegmentAsideThatLostItsHeaderWithThePower()
    {
        using ScratchJournal scratch = new();
        IReadOnlyList<SegmentName> segments = FourSegments(scratch);
        File.WriteAllBytes(segments[^1].Path, new byte[1 << 20]);
        using JournalWriter writer = scratch.Open();
        Assert.That((writer.NextEvent, writer.Cuts.Count), Is.EqualTo((segments[^1].FirstSequence, 1)));
        ScratchJournal.AppendEvents(writer, 60_000);
        Assert.That(scratch.ReadEvents(1, out long next, out _), Is.EqualTo(JournalReadStatus.End));
        Assert.That(next, Is.EqualTo(60_001));
    }

    [Test]
    public void ShouldSurviveGarbage()
    {
        using ScratchJournal scratch = new();
        Directory.CreateDirectory(scratch.Paths.Directory);
        Random random = new(99);
        for (int i = 0; i < 200; i++)
        {
            byte[] garbage = new byte[random.Next(3 << 16)];
            random.NextBytes(garbage);
            File.WriteAllBytes(scratch.Paths.Segment(JournalStream.Events, 1), garbage);
            Assert.That(scratch.ReadEvents(1, out _, out _), Is.EqualTo(JournalReadStatus.Damaged));
        }
    }

    [Test]
    public void ShouldNotFollowALink()
    {
        using ScratchJournal scratch = new();
        IReadOnlyList<SegmentName> segments = FourSegments(scratch);
        string aside = Path.Combine(scratch.Root, "aside");
        File.Move(segments[0].Path, aside);
        File.CreateSymbolicLink(segments[0].Path, aside);
        Assert.That(scratch.ReadEvents(1, out _, out JournalFault? fault), Is.EqualTo(JournalReadStatus.Damaged));
        Assert.That(fault!.Path, Is.EqualTo(segments[0].Path));
    }

    private static IReadOnlyList<SegmentName> FourSegments(ScratchJournal scratch)
    {
        using (JournalWriter writer = scratch.Open())
        {
            ScratchJournal.AppendEvents(writer, 50_000, batch: 1000);
            Assert.That(writer.Close(), Is.Zero);
        }

        IReadOnlyList<SegmentName> segments = scratch.Paths.Segments(JournalStream.Events);
        Assert.That(segments, Has.Count.EqualTo(4));
        return segments;
    }

    // Four instruments, one venue, two feeds: three blocks.
    private static int TableBytes() => (3 * BlockHeader.Size) + (4 * 128) + 64 + (2 * 128);

    private static int BlockBytes(int events) => BlockHeader.Size + JournalFormat.Padded(events * JournalFormat.EventBytes);

    private static void Flip(string path, long offset, int bit)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ (1 << bit)));
    }
}
