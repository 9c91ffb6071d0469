using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>A feed writer and the engine's position in the ring region: nothing is overwritten before it is released.</summary>
[TestFixture]
public sealed class FlowControlTests
{
    private static readonly FeedOptions s_feed = new() { Slots = 8, Instruments = 4 };
    private static readonly RingOptions s_ring = new() { Slots = 16, Feeds = 2 };

    // The writer looks for a new ring each 10 ms and retries a refused one each second.
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(30);

    [Test]
    public void ShouldTakeMoreExactlyWhenTheEngineReleases()
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_ring);
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed);
        int feed = ring.AttachFeed("a", writer.CreatedNs, out long consumed);
        Assert.That((feed, consumed), Is.EqualTo((0, 0L)));
        Fill(writer, 8);
        EventRecord record = ScratchInstance.Tick(9);
        Assert.That(writer.TryPublish(ref record), Is.False);

        ring.ReleaseFeed(feed, 3);

        Assert.That(writer.Consumed, Is.EqualTo(3));
        Assert.That(writer.TryPublishBatch(new EventRecord[5]), Is.EqualTo(3));
        ring.ReleaseFeed(feed, 11);
        Assert.That(writer.TryPublishBatch(new EventRecord[9]), Is.EqualTo(8));
        Assert.That(writer.Published, Is.EqualTo(19));
    }

    [Test]
    public void ShouldDeliverEverythingToASlowEngineUnderWait()
    {
        const int Records = 20_000;
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_ring);
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed);
        Assert.That(FeedReader.TryOpen(scratch.Paths.Feed("a"), out FeedReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
        int feed = ring.AttachFeed("a", reader!.CreatedNs, out _);
        using CancellationTokenSource watchdog = new(TimeSpan.FromSeconds(60));
        Task<bool> publishing = Task.Factory.StartNew(() =>
        {
            for (int i = 1; i <= Records; i++)
            {
                EventRecord record = ScratchInstance.Tick(i);
                if (!writer.Publish(ref record, watchdog.Token))
                {
                    return false;
                }
            }

            return true;
        }, TaskCreationOptions.LongRunning);

        long read = 0;
        while (read < Records && !watchdog.IsCancellationRequested)
        {
            if (reader.TryRead(out EventRecord record))
            {
                Assert.That((record.Sequence, record.ReceiveNs), Is.EqualTo((++read, read)));
                ring.ReleaseFeed(feed, read);
            }
            else
            {
                Thread.Yield();
            }
        }

        Assert.That(publishing.Result, Is.True, "The watchdog ended it.");
        Assert.That((read, reader.Faults), Is.EqualTo(((long)Records, 0L)));
        reader.Dispose();
    }

    [Test]
    public void ShouldCountWhatItDropsAndAnnounceItWithAGap()
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_ring);
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed with { FullPolicy = FullPolicy.Drop });
        Assert.That(FeedReader.TryOpen(scratch.Paths.Feed("a"), out FeedReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
        int feed = ring.AttachFeed("a", writer.CreatedNs, out _);
        Fill(writer, 8);

        foreach (long time in (long[])[100, 120, 110])
        {
            EventRecord lost = ScratchInstance.Tick(time);
            Assert.That(writer.TryPublish(ref lost), Is.False);
        }

        Assert.That((writer.Dropped, reader!.Dropped), Is.EqualTo((3L, 3L)));
        ring.ReleaseFeed(feed, 1);
        EventRecord alone = ScratchInstance.Tick(130);
        Assert.That(writer.TryPublish(ref alone), Is.False, "One free slot is not enough for the gap and the record.");
        ring.ReleaseFeed(feed, 8);
        EventRecord next = ScratchInstance.Tick(140);
        Assert.That(writer.TryPublish(ref next), Is.True);
        EventRecord afterwards = ScratchInstance.Tick(150);
        Assert.That(writer.TryPublish(ref afterwards), Is.True);

        reader.SeekTo(9);
        Assert.That(reader.TryRead(out EventRecord gap), Is.True);
        Assert.That((gap.Kind, gap.ExchangeNs, gap.ReceiveNs, (GapReason)gap.Id), Is.EqualTo((RecordKind.Gap, 100L, 130L, GapReason.Dropped)));
        Assert.That(reader.TryRead(out EventRecord tick), Is.True);
        Assert.That(tick.ReceiveNs, Is.EqualTo(140));
        Assert.That(reader.TryRead(out tick), Is.True);
        Assert.That(tick.ReceiveNs, Is.EqualTo(150), "The loss is announced once.");
        reader.Dispose();
    }

    [Test]
    public void ShouldCountTheRestOfABatchThatDoesNotFitAsDropped()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed with { FullPolicy = FullPolicy.Drop });
        Assert.That(writer.TryPublishBatch(new EventRecord[20]), Is.EqualTo(8));
        Assert.That(writer.Dropped, Is.EqualTo(12));
    }

    [Test]
    public void ShouldFindARingThatAppearsLater()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed);
        Fill(writer, 8);
        Assert.That(writer.EngineIsAlive, Is.False);

        using RingRegion ring = RingRegion.Open(scratch.Paths, s_ring);
        ring.ReleaseFeed(ring.AttachFeed("a", writer.CreatedNs, out _), 8);

        WaitFor(() => writer.Consumed == 8);
        Assert.That(writer.EngineIsAlive, Is.True);
        ring.SetState(RegionState.Stopped);
        Assert.That(writer.EngineIsAlive, Is.False);
        ring.SetState(RegionState.Live);
        ring.Beat(MonotonicClock.NowNs() - 2_000_000_000);
        Assert.That(writer.EngineIsAlive, Is.False, "Live, but it has not beaten for two seconds.");
    }

    [Test]
    public void ShouldFollowARingThatIsCreatedAgain()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed);
        using (RingRegion first = RingRegion.Open(scratch.Paths, s_ring))
        {
            first.ReleaseFeed(first.AttachFeed("a", writer.CreatedNs, out _), 0);
            Fill(writer, 8);
            first.ReleaseFeed(0, 2);
            WaitFor(() => writer.Consumed == 2);
        }

        using RingRegion larger = RingRegion.Open(scratch.Paths, s_ring with { Slots = 32 });
        int feed = larger.AttachFeed("a", writer.CreatedNs, out long consumed);

        Assert.That(consumed, Is.EqualTo(2), "The positions are carried over.");
        larger.ReleaseFeed(feed, 5);
        WaitFor(() => writer.Consumed == 5);
    }

    [Test]
    public void ShouldNotTakeAnotherFilesPositionForItsOwn()
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_ring);
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed);
        Fill(writer, 8);
        ring.ReleaseFeed(ring.AttachFeed("a", writer.CreatedNs - 1, out _), 8);
        Assert.That(writer.Consumed, Is.Zero, "The position belongs to an earlier file of this name.");

        int feed = ring.AttachFeed("a", writer.CreatedNs, out long consumed);
        Assert.That(consumed, Is.Zero);
        ring.ReleaseFeed(feed, 8);
        Assert.That(writer.Consumed, Is.EqualTo(8));
    }

    [TestCase(9)]
    [TestCase(long.MaxValue)]
    [TestCase(-1)]
    public void ShouldNotBelieveAPositionThatWasNeverPublished(long claimed)
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, s_ring);
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_feed);
        int feed = ring.AttachFeed("a", writer.CreatedNs, out _);
        Fill(writer, 8);
        ring.ReleaseFeed(feed, claimed);
        EventRecord record = ScratchInstance.Tick(9);
        Assert.That(writer.TryPublish(ref record), Is.False, "It would overwrite what nobody has read.");
    }

    private static void Fill(FeedWriter writer, int records) =>
        Assert.That(writer.TryPublishBatch(new EventRecord[records]), Is.EqualTo(records));

    private static void WaitFor(Func<bool> condition) =>
        Assert.That(SpinWait.SpinUntil(condition, s_watchdog), Is.True, "The watchdog ended it.");
}
