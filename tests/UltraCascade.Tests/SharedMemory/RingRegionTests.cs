using System.Runtime.InteropServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

[TestFixture]
public sealed class RingRegionTests
{
    private static readonly RingOptions s_options = new() { Slots = 16, Feeds = 2, Mode = InstanceMode.Live };

    [Test]
    public void ShouldStartEmptyInGenerationOne()
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_options);
        Assert.That((ring.Generation, ring.RecoveredCursor, ring.RepairedSlots, ring.SlotCount), Is.EqualTo((1UL, 0L, 0, 16L)));
        Assert.That(ring.SlotsAddress % EventRecord.Size, Is.EqualTo((nint)0));
    }

    [Test]
    public void ShouldContinueInPlaceAfterTheHighestSequence()
    {
        using ScratchInstance scratch = new();
        using (RingRegion first = RingRegion.Open(scratch.Paths, s_options))
        {
            Marshal.WriteInt64(first.SlotsAddress + 5 * EventRecord.Size, 5);
            Marshal.WriteInt64(first.SlotsAddress + 6 * EventRecord.Size, 6);
            first.SetCursor(5);
            first.AttachFeed("a", 11, out _);
            first.ReleaseFeed(0, 4);
            first.CountFeed(0, accepted: 3, rejected: 1);
        }

        FileIdentity before = FileIdentity.OfPath(scratch.Paths.Ring);
        using RingRegion second = RingRegion.Open(scratch.Paths, s_options);

        Assert.That((second.Generation, second.RecoveredCursor), Is.EqualTo((2UL, 6L)), "Slot 6 was whole although the cursor was behind.");
        Assert.That(second.AttachFeed("a", 11, out long consumed), Is.Zero);
        Assert.That(consumed, Is.EqualTo(4));
        Assert.That(FileIdentity.OfPath(scratch.Paths.Ring), Is.EqualTo(before));
    }

    [Test]
    public void ShouldRepairASlotLeftWriting()
    {
        using ScratchInstance scratch = new();
        using (RingRegion first = RingRegion.Open(scratch.Paths, s_options))
        {
            Marshal.WriteInt64(first.SlotsAddress + 1 * EventRecord.Size, WritingMark.Set(1));
        }

        using RingRegion second = RingRegion.Open(scratch.Paths, s_options);
        Assert.That((second.RepairedSlots, second.RecoveredCursor), Is.EqualTo((1, 0L)), "Number 1 was never whole.");
        Assert.That(Marshal.ReadInt64(second.SlotsAddress + 1 * EventRecord.Size), Is.Zero);
    }

    [Test]
    public void ShouldBeCreatedAgainForAnotherModeWithoutReusingSequences()
    {
        using ScratchInstance scratch = new();
        using (RingRegion live = RingRegion.Open(scratch.Paths, s_options))
        {
            live.SetCursor(42);
        }

        using RingRegion replay = RingRegion.Open(scratch.Paths, s_options with { Mode = InstanceMode.Replay });
        Assert.That((replay.Generation, replay.RecoveredCursor), Is.EqualTo((2UL, 42L)));
        Assert.That(scratch.Files(), Is.EqualTo((string[])["ring"]));
    }

    [Test]
    public void ShouldRefuseTheFeedThatDoesNotFit()
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_options);
        Assert.That(ring.AttachFeed("a", 1, out _), Is.Zero);
        Assert.That(ring.AttachFeed("b", 2, out _), Is.EqualTo(1));
        Assert.That(ring.AttachFeed("c", 3, out _), Is.EqualTo(-1));
        Assert.That(ring.AttachFeed("", 3, out _), Is.EqualTo(-1));
        Assert.That(() => ring.ReleaseFeed(2, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ring.ReleaseFeed(-1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(ulong.MaxValue >> 1)]
    [TestCase(ulong.MaxValue)]
    public void ShouldRefuseACursorThatMakesNoSense(ulong cursor)
    {
        using ScratchInstance scratch = new();
        RingRegion.Open(scratch.Paths, s_options).Dispose();
        ScratchInstance.Patch(scratch.Paths.Ring, 512, cursor);
        Assert.That(Assert.Throws<RegionException>(() => RingRegion.Open(scratch.Paths, s_options))!.Status, Is.EqualTo(RegionStatus.Corrupt));
    }
}
