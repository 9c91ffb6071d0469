using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>A collection stops even a thread that allocates nothing, so the hot calls allocate nothing, full or empty.</summary>
[TestFixture]
public sealed class HotPathAllocationTests
{
    private const int Calls = 100_000;

    [Test]
    public void ShouldAllocateNothingInFeedCalls()
    {
        using ScratchInstance scratch = new();
        using RingRegion ring = RingRegion.Open(scratch.Paths, new RingOptions { Slots = 16, Feeds = 2 });
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", new FeedOptions { Slots = 64, Instruments = 4 });
        Assert.That(FeedReader.TryOpen(scratch.Paths.Feed("a"), out FeedReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
        int feed = ring.AttachFeed("a", writer.CreatedNs, out _);
        EventRecord record = ScratchInstance.Tick(1);
        EventRecord[] batch = new EventRecord[8];
        long read = 0;
        ExpectNoAllocation(() =>
        {
            writer.TryPublish(ref record);
            writer.TryPublishBatch(batch);
            while (reader!.TryRead(out _))
            {
                read++;
            }

            // Released late, so that the writer meets a full feed, too.
            if (read % 7 == 0)
            {
                ring.ReleaseFeed(feed, reader.Position - 1);
            }

            ring.CountFeed(feed, read, 0);
            ring.SetCursor(read);
            ring.Beat(read);
            writer.Beat();
        });
        Assert.That(read, Is.GreaterThan(0));
        reader!.Dispose();
    }

    [Test]
    public void ShouldAllocateNothingWhenAFullFeedDrops()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", new FeedOptions { Slots = 2, Instruments = 4, FullPolicy = FullPolicy.Drop });
        EventRecord record = ScratchInstance.Tick(1);
        ExpectNoAllocation(() => writer.TryPublish(ref record));
        Assert.That(writer.Dropped, Is.GreaterThan(0));
    }

    [Test]
    public void ShouldAllocateNothingInSignalCalls()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, new SignalOptions { HistorySlots = 16, Instruments = 4 });
        using SignalReader reader = SignalRegionTests.Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        SignalFrame frame = default;
        InstrumentEntry instrument = ScratchInstance.Instrument("BTC/USDT:USDT", "BTC");
        VenueEntry venue = ScratchInstance.VenueOf("okx");
        ExpectNoAllocation(() =>
        {
            writer.AddInstrument(instrument);
            writer.AddVenue(venue);
            writer.PublishLatest(1, ref frame);
            writer.AppendHistory(ref frame);
            writer.SetCounter(EngineCounter.Events, frame.Sequence);
            writer.Beat(MonotonicClock.NowNs());
            writer.Notify();
            reader.TryReadLatest(1, out _, out _);
            reader.TryReadLatest(2, out _, out _);
            history.TryRead(out _);
            history.TryRead(out _);
            history.Wait(TimeSpan.Zero);
        });
        Assert.That(history.Lost, Is.Zero);
    }

    private static void ExpectNoAllocation(Action call)
    {
        // Once before, for what happens at first calls only.
        for (int i = 0; i < 1000; i++)
        {
            call();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
