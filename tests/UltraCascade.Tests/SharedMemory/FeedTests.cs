using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>One feed between its writer and its reader, without an engine's ring.</summary>
[TestFixture]
public sealed class FeedTests
{
    private static readonly FeedOptions s_options = new() { Slots = 8, Instruments = 4, Mode = InstanceMode.Replay };

    [Test]
    public void ShouldDeliverRecordsInOrderAndOnce()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        using FeedReader reader = Open(scratch);
        Assert.That(reader.TryRead(out _), Is.False, "Nothing was published.");

        for (long time = 1; time <= 5; time++)
        {
            EventRecord record = ScratchInstance.Tick(time * 100);
            record.Sequence = 77;
            Assert.That(writer.TryPublish(ref record), Is.True);
            Assert.That(record.Sequence, Is.EqualTo(time), "The position is told to the caller.");
        }

        for (long position = 1; position <= 5; position++)
        {
            Assert.That(reader.Position, Is.EqualTo(position));
            Assert.That(reader.TryRead(out EventRecord record), Is.True);
            Assert.That((record.Sequence, record.ReceiveNs, record.Kind), Is.EqualTo((position, position * 100, RecordKind.Tick)));
        }

        Assert.That(reader.TryRead(out _), Is.False);
        Assert.That(reader.Cursor, Is.EqualTo(5));
        Assert.That(reader.Faults, Is.Zero);
    }

    [Test]
    public void ShouldTellWhoAndHowTheWriterIs()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        using FeedReader reader = Open(scratch);
        Assert.That(reader.Name, Is.EqualTo("a"));
        Assert.That(reader.State, Is.EqualTo(RegionState.Live));
        Assert.That(reader.Mode, Is.EqualTo(InstanceMode.Replay));
        Assert.That(reader.CreatedNs, Is.EqualTo(writer.CreatedNs).And.GreaterThan(0));
        Assert.That(reader.HeartbeatAgeNs, Is.GreaterThanOrEqualTo(0));
        Assert.That(reader.WriterPid, Is.EqualTo(Environment.ProcessId));

        writer.MarkStopped();

        Assert.That(reader.State, Is.EqualTo(RegionState.Stopped));
        Assert.That(reader.IsStale, Is.False);
    }

    [Test]
    public void ShouldRefuseASecondWriterAndNameTheFirst()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);

        InstanceHeldException e = Assert.Throws<InstanceHeldException>(() => FeedWriter.Open(scratch.Paths, "a", s_options))!;

        Assert.That(e.HolderPid, Is.EqualTo(Environment.ProcessId));
        Assert.That(e.Message, Does.Contain($"pid {Environment.ProcessId}").And.Contain("another feed name"));
        using FeedWriter other = FeedWriter.Open(scratch.Paths, "b", s_options);
    }

    [Test]
    public void ShouldTakeAsManyAsItHasSlotsAndThenSayFull()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        EventRecord[] records = [.. Enumerable.Range(1, 10).Select(i => ScratchInstance.Tick(i))];

        Assert.That(writer.TryPublishBatch(records), Is.EqualTo(8));
        Assert.That(writer.TryPublish(ref records[8]), Is.False);
        Assert.That((writer.Published, writer.Dropped, writer.Consumed), Is.EqualTo((8L, 0L, 0L)), "Wait loses nothing and counts nothing.");
    }

    [Test]
    public void ShouldStopWaitingWhenCancelled()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        writer.TryPublishBatch(new EventRecord[8]);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        EventRecord record = ScratchInstance.Tick(1);
        Assert.That(writer.Publish(ref record, cancelled.Token), Is.False);
        Assert.That(writer.Published, Is.EqualTo(8));
    }

    [Test]
    public void ShouldGoOnAfterTheLastPositionWhenReopened()
    {
        using ScratchInstance scratch = new();
        using (FeedWriter first = FeedWriter.Open(scratch.Paths, "a", s_options))
        {
            Assert.That(first.Generation, Is.EqualTo(1));
            first.TryPublishBatch([ScratchInstance.Tick(1), ScratchInstance.Tick(2), ScratchInstance.Tick(3)]);
            Assert.That(first.AddInstrument("BTC/USDT:USDT", "BTC", DirectoryFlags.None), Is.EqualTo(1));
            first.MarkStopped();
        }

        using FeedReader reader = Open(scratch);
        using FeedWriter second = FeedWriter.Open(scratch.Paths, "a", s_options);
        EventRecord record = ScratchInstance.Tick(4);

        Assert.That(second.TryPublish(ref record), Is.True);
        Assert.That(record.Sequence, Is.EqualTo(4));
        Assert.That(second.Generation, Is.EqualTo(2));
        Assert.That(second.AddInstrument("ETH/USDT:USDT", "ETH", DirectoryFlags.None), Is.EqualTo(2));
        Assert.That(second.AddInstrument("BTC/USDT:USDT", "BTC", DirectoryFlags.None), Is.EqualTo(1), "The directory is kept.");
        Assert.That(Enumerable.Range(0, 4).All(i => reader.TryRead(out _)), Is.True, "The reader of the first writer reads the second's.");
        Assert.That(reader.State, Is.EqualTo(RegionState.Live));
    }

    [TestCase(false, TestName = "ShouldGoOnWhenTheWriterDiedBetweenRecords")]
    [TestCase(true, TestName = "ShouldGoOnWhenTheWriterDiedBeforeItMovedTheCursor")]
    public void ShouldGoOnAfterADeadWriter(bool cursorBehind)
    {
        using ScratchInstance scratch = new();
        using FeedWriter abandoned = FeedWriter.Open(scratch.Paths, "a", s_options);
        abandoned.TryPublishBatch([ScratchInstance.Tick(1), ScratchInstance.Tick(2), ScratchInstance.Tick(3)]);

        // What the file says at the moment of kill -9, under a path whose lock the kernel has dropped.
        InstancePaths afterDeath = new(scratch.Root, "after");
        afterDeath.EnsureDirectory();
        File.WriteAllBytes(afterDeath.Feed("a"), ScratchInstance.Snapshot(scratch.Paths.Feed("a")));
        if (cursorBehind)
        {
            ScratchInstance.Patch(afterDeath.Feed("a"), 512, 1UL);
        }

        using FeedWriter successor = FeedWriter.Open(afterDeath, "a", s_options);

        Assert.That(successor.Published, Is.EqualTo(3));
        Assert.That(successor.Generation, Is.EqualTo(2));
        EventRecord record = ScratchInstance.Tick(4);
        Assert.That(successor.TryPublish(ref record), Is.True);
        Assert.That(record.Sequence, Is.EqualTo(4));
    }

    [Test]
    public void ShouldRefuseToContinueAFeedWhosePositionsMakeNoSense()
    {
        using ScratchInstance scratch = new();
        FeedWriter.Open(scratch.Paths, "a", s_options).Dispose();
        RegionHeader layout = RegionLayout.Feed(s_options.Slots, s_options.Instruments);
        ScratchInstance.Patch(scratch.Paths.Feed("a"), ScratchInstance.SlotOffset(layout, 3), 4UL);

        RegionException e = Assert.Throws<RegionException>(() => FeedWriter.Open(scratch.Paths, "a", s_options))!;

        Assert.That(e.Status, Is.EqualTo(RegionStatus.Corrupt));
        Assert.That(e.Message, Does.Contain("slot 3").And.Contain("ultracascade shm clean"));
        Assert.That(() => FeedWriter.Open(scratch.Paths, "a", s_options), Throws.InstanceOf<RegionException>(), "The refusal has dropped the lock.");
    }

    [Test]
    public void ShouldPassOverPositionsThatAreNotInTheirSlots()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        using FeedReader reader = Open(scratch);
        writer.TryPublishBatch([ScratchInstance.Tick(1), ScratchInstance.Tick(2), ScratchInstance.Tick(3)]);
        RegionHeader layout = RegionLayout.Feed(s_options.Slots, s_options.Instruments);
        ScratchInstance.Patch(scratch.Paths.Feed("a"), ScratchInstance.SlotOffset(layout, 1), 0UL);

        int looks = 0;
        EventRecord record;
        while (!reader.TryRead(out record) && looks < 1_000_000)
        {
            looks++;
        }

        Assert.That(record.Sequence, Is.EqualTo(2), "A fault costs its record, not the feed.");
        Assert.That(reader.Faults, Is.EqualTo(1));
    }

    [Test]
    public void ShouldFindItsOldestRecordAgainAfterALap()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        using FeedReader reader = Open(scratch);
        Assert.That(reader.OldestPosition, Is.EqualTo(1));
        writer.TryPublishBatch(new EventRecord[8]);
        Assert.That(reader.OldestPosition, Is.EqualTo(1));
        reader.SeekTo(7);
        Assert.That(reader.TryRead(out EventRecord record), Is.True);
        Assert.That(record.Sequence, Is.EqualTo(7));
        Assert.That(() => reader.SeekTo(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ShouldRefuseNewcomersWhenTheDirectoryIsFull()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        using FeedReader reader = Open(scratch);
        for (int i = 1; i <= 4; i++)
        {
            Assert.That(writer.AddInstrument($"X{i}", $"X{i}", DirectoryFlags.Unmapped), Is.EqualTo(i));
        }

        Assert.That(writer.AddInstrument("X5", "X5", DirectoryFlags.None), Is.EqualTo(-1));
        Assert.That(writer.AddInstrument("X2", "X2", DirectoryFlags.None), Is.EqualTo(2));
        Assert.That(reader.TryGetInstrument(4, out InstrumentEntry entry), Is.True);
        Assert.That((FixedText.Read(entry.Name), entry.Flags), Is.EqualTo(("X4", DirectoryFlags.Unmapped)));
        Assert.That(reader.TryGetInstrument(5, out _), Is.False);
        Assert.That(reader.TryGetInstrument(0, out _), Is.False);
    }

    [Test]
    public void ShouldKnowTheFixedVenuesAndAddOthersBehindThem()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        using FeedReader reader = Open(scratch);
        Assert.That(writer.AddVenue("okx"), Is.EqualTo(Venue.Okx));
        Assert.That(writer.AddVenue("deribit"), Is.EqualTo(Venue.FirstFree));
        Assert.That(writer.AddVenue("deribit"), Is.EqualTo(Venue.FirstFree));
        for (int i = Venue.FirstFree + 1; i < Venue.Capacity; i++)
        {
            Assert.That(writer.AddVenue($"v{i}"), Is.EqualTo(i));
        }

        Assert.That(writer.AddVenue("one_more"), Is.EqualTo(-1));
        Assert.That(reader.TryGetVenue(Venue.Okx, out VenueEntry entry), Is.True);
        Assert.That(FixedText.Read(entry.Code), Is.EqualTo("okx"));
        Assert.That(reader.TryGetVenue(0, out _), Is.False);
    }

    [TestCase("")]
    [TestCase("MARKET")]
    [TestCase("a\0b")]
    [TestCase("12345678901234567890123456789012345678901234567890123456789012345")]
    public void ShouldRefuseInstrumentNamesThatNoDirectoryHolds(string name)
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        Assert.That(() => writer.AddInstrument(name, "X", DirectoryFlags.None), Throws.ArgumentException);
    }

    [Test]
    public void ShouldThrowRatherThanTouchMemoryAfterDispose()
    {
        using ScratchInstance scratch = new();
        FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        FeedReader reader = Open(scratch);
        EventRecord record = ScratchInstance.Tick(1);
        writer.TryPublish(ref record);
        writer.Dispose();
        writer.Dispose();
        reader.Dispose();
        reader.Dispose();

        Assert.That(() => writer.TryPublish(ref record), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(writer.Beat, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => writer.Dropped, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => writer.AddVenue("x"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => reader.TryRead(out _), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => reader.State, Throws.InstanceOf<ObjectDisposedException>());
    }

    private static FeedReader Open(ScratchInstance scratch)
    {
        Assert.That(FeedReader.TryOpen(scratch.Paths.Feed("a"), out FeedReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        return reader!;
    }
}
