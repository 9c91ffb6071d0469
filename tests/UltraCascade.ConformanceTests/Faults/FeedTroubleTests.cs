using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>Feeds whose clock goes wrong, and feeds that do not wait for a slow engine.</summary>
internal sealed class FeedTroubleTests
{
    private const long StartNs = 1_772_668_800_000_000_000L;
    private const long TickNs = 100_000_000L;
    private const long HourNs = 3_600_000_000_000L;

    [Test]
    public void ShouldNotLetTimeGoBackOrJumpAhead()
    {
        const int Before = 50, Back = 40, Ahead = 7;
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        using FeedWriter feed = Open(instance, FullPolicy.Wait);
        long now = StartNs;
        for (int i = 0; i < Before; i++)
        {
            Publish(feed, Liquidation(now += TickNs, (ulong)i + 1));
        }

        // The clock steps back by an hour and goes on from there; then it jumps an hour ahead, which no gap announces.
        for (int i = 0; i < Back; i++)
        {
            Publish(feed, Liquidation(now - HourNs + (i * TickNs), (ulong)(1000 + i)));
        }

        for (int i = 0; i < Ahead; i++)
        {
            Publish(feed, Liquidation(now + HourNs + (i * TickNs), (ulong)(2000 + i)));
        }

        Publish(feed, Liquidation(now + TickNs, 3000));
        Until.Holds(() => instance.Consumed() == feed.Published, "the engine has consumed the feed", engine);
        Programs.StopEngine(engine);
        using SignalReader reader = instance.OpenSignals();
        Assert.That(reader.GetCounter(EngineCounter.Events), Is.EqualTo(Before + Back + 1));
        Assert.That(reader.GetCounter(EngineCounter.Jumps), Is.EqualTo(Ahead));
        Assert.That(reader.TryReadLatest(0, out SignalFrame frame, out _), Is.EqualTo(ReadStatus.Ok));
        Assert.That(frame.EngineNs, Is.EqualTo(now + TickNs), "Engine time is the highest arrival time, and wrong ones ahead do not count.");
    }

    [Test]
    public void ShouldTellWhatAFeedDroppedThatDoesNotWait()
    {
        const long Slots = 1024, Sent = 5_000;
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        using FeedWriter feed = Open(instance, FullPolicy.Drop, Slots);
        long now = StartNs;
        Publish(feed, Liquidation(now, 1));
        Until.Holds(() => instance.Consumed() == 1, "the engine has attached the feed", engine);
        engine.Signal(UnixSignal.Stop);
        int taken = 0;
        for (ulong i = 2; i <= Sent; i++)
        {
            EventRecord record = Liquidation(now += 1_000_000, i);
            taken += feed.TryPublish(ref record) ? 1 : 0;
        }

        Assert.That((feed.Dropped, taken), Is.EqualTo((Sent - 1 - taken, Slots)), "A whole feed was taken, the rest was counted.");
        engine.Signal(UnixSignal.Continue);
        Until.Holds(() => instance.Consumed() == feed.Published, "the engine has caught up", engine);
        Publish(feed, Liquidation(now + TickNs, Sent + 1));
        Until.Holds(() => instance.Consumed() == feed.Published, "the engine has consumed the feed", engine);
        Programs.StopEngine(engine);
        using SignalReader reader = instance.OpenSignals();
        Assert.That(reader.GetCounter(EngineCounter.LossGaps), Is.EqualTo(1));
        Assert.That(reader.GetCounter(EngineCounter.Events), Is.EqualTo(1 + taken + 1));
        Assert.That(reader.TryReadLatest(0, out SignalFrame frame, out _), Is.EqualTo(ReadStatus.Ok));
        Assert.That(frame.Flags & SignalFlags.Stale, Is.EqualTo(SignalFlags.Stale));
    }

    private static FeedWriter Open(ScratchInstance instance, FullPolicy policy, long slots = 65_536)
    {
        FeedWriter feed = FeedWriter.Open(instance.Paths, Programs.FeedName, new FeedOptions { Slots = slots, FullPolicy = policy, Mode = InstanceMode.Replay });
        Assert.That(feed.AddInstrument("BTC/USDT:USDT", "BTC", DirectoryFlags.None), Is.EqualTo(1));
        return feed;
    }

    private static void Publish(FeedWriter feed, EventRecord record) => Assert.That(feed.TryPublish(ref record), Is.True);

    private static EventRecord Liquidation(long timeNs, ulong id) => new()
    {
        Kind = RecordKind.Liquidation,
        ExchangeNs = timeNs,
        ReceiveNs = timeNs,
        AmountMicroUsd = 1_000_000_000,
        Value = 100,
        Id = id,
        Instrument = 1,
        Venue = Venue.Okx,
        Side = PositionSide.Long,
    };
}
