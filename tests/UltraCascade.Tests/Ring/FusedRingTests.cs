using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class FusedRingTests
{
    private const long Events = 20_000;

    /// <summary>Keeps state from record to record and leaves its result in the slot for the next handler.</summary>
    private struct RunningSum : IEventHandler<StageRecord>
    {
        private long _sum;

        public void OnEvent(ref StageRecord record, long sequence, bool endOfBatch)
        {
            _sum = unchecked((_sum * 31) + record.Payload);
            record.Stages[0] = _sum;
        }
    }

    /// <summary>Hashes what the handler before it left, in order.</summary>
    private struct RunningHash : IEventHandler<StageRecord>
    {
        public long Hash;

        public void OnEvent(ref StageRecord record, long sequence, bool endOfBatch)
            => Hash = unchecked(((Hash ^ record.Stages[0]) * 0x100000001B3) + sequence);
    }

    private static long RunFused(int maxBatch, int seed)
    {
        using NativeRingMemory<StageRecord> memory = new(256);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, HandlerChain<StageRecord, RunningSum, RunningHash>> ring =
            new("fused", memory, default, initialCursor: 99);
        FusedProducer<StageRecord, NativeRingMemory<StageRecord>, HandlerChain<StageRecord, RunningSum, RunningHash>> producer = new(ring);
        Assert.That(RingTests.Produce(producer, 99 + Events, maxBatch, new Random(seed)), Is.True);
        Assert.That(producer.Handled, Is.EqualTo(99 + Events));
        return ring.Handler.Second.Hash;
    }

    private static long RunParallel(int maxBatch, int seed)
    {
        using NativeRingMemory<StageRecord> memory = new(256);
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, YieldingWaitStrategy> ring = new(memory, default, initialCursor: 99);
        var sum = ring.NewProcessor("sum", default(RunningSum));
        var hash = ring.NewProcessor("hash", default(RunningHash), sum.Sequence);
        ring.AddGatingSequences(hash.Sequence);
        EventProcessorGroup group = new(sum, hash);
        group.Start();
        ParallelProducer<StageRecord, NativeRingMemory<StageRecord>, YieldingWaitStrategy> producer = new(ring);
        Assert.That(RingTests.Produce(producer, 99 + Events, maxBatch, new Random(seed)), Is.True);
        group.Drain(ring.Cursor.Value);
        Assert.That(group.Join(RingTests.Watchdog), Is.True);
        return hash.Handler.Hash;
    }

    // The promise of the two topologies: the same records give the same results, however they were batched.
    [TestCase(1, 16)]
    [TestCase(16, 1)]
    [TestCase(7, 200)]
    public void ShouldGiveTheSameResultsAsTheParallelPath(int fusedBatch, int parallelBatch)
        => Assert.That(RunFused(fusedBatch, seed: 3), Is.EqualTo(RunParallel(parallelBatch, seed: 4)));

    [Test]
    public void ShouldHandleBeforePublishReturns()
    {
        using NativeRingMemory<StageRecord> memory = new(2);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, StageHandler> ring = new("fused", memory, new StageHandler { Next = 1 });
        FusedProducer<StageRecord, NativeRingMemory<StageRecord>, StageHandler> producer = new(ring);
        Assert.That(RingTests.Produce(producer, 1000, 2, new Random(5)), Is.True);
        Assert.That(ring.Cursor.Value, Is.EqualTo(1000));
        Assert.That(ring.Handler.Handled, Is.EqualTo(1000));
        Assert.That(ring.Handler.Faults, Is.Zero);
    }

    [Test]
    public void ShouldStopForGoodWhenAHandlerThrows()
    {
        using NativeRingMemory<StageRecord> memory = new(8);
        List<Exception> faults = [];
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, FailingHandler> ring =
            new("signal", memory, new FailingHandler { FailAt = 3 }, onFault: faults.Add);
        long highest = ring.Next(5);
        HandlerFaultException? fault = Assert.Throws<HandlerFaultException>(() => ring.Publish(1, highest));
        Assert.That(fault?.Sequence, Is.EqualTo(3));
        Assert.That(fault?.Message, Does.Contain("'signal'").And.Contain("bad record"));
        Assert.That(faults, Is.EqualTo(new[] { fault }));
        Assert.That(ring.Fault, Is.SameAs(fault));
        Assert.That(ring.Cursor.Value, Is.EqualTo(2), "what came before the failing record is handled");
        Assert.That(ring.Next(), Is.EqualTo(Sequence.Halted));
        Assert.That(ring.TryNext(1, out _), Is.False);
    }

    [Test]
    public void ShouldClaimNothingAfterAHalt()
    {
        using NativeRingMemory<StageRecord> memory = new(8);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, StageHandler> ring = new("fused", memory, default);
        ring.Halt();
        Assert.That(ring.Next(), Is.EqualTo(Sequence.Halted));
        Assert.That(ring.Fault, Is.Null);
    }

    [Test]
    public void ShouldNotLapAFollower()
    {
        using NativeRingMemory<StageRecord> memory = new(8);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, StageHandler> ring = new("fused", memory, default, initialCursor: 100);
        FusedProducer<StageRecord, NativeRingMemory<StageRecord>, StageHandler> producer = new(ring);
        RingTap tap = new(100);
        ring.AddGatingSequences(tap.Sequence);
        tap.Bind(ring.Cursor, ring.FaultSink);
        producer.Publish(producer.Next(8));
        Assert.That((tap.Cursor, producer.Handled), Is.EqualTo((108L, 100L)), "Handled here, and not yet by the follower.");
        Assert.That(producer.TryNext(1, out _), Is.False, "The follower has not read the oldest slot.");
        tap.Sequence.SetValue(103);
        Assert.That(producer.Handled, Is.EqualTo(103));
        Assert.That(producer.TryNext(4, out _), Is.False);
        Assert.That(producer.TryNext(3, out long highest), Is.True);
        Assert.That(highest, Is.EqualTo(111));
    }

    [Test]
    public void ShouldWaitForAFollowerAndGoOnWhenItMoves()
    {
        using NativeRingMemory<StageRecord> memory = new(8);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, StageHandler> ring = new("fused", memory, default);
        RingTap tap = new(0);
        ring.AddGatingSequences(tap.Sequence);
        tap.Bind(ring.Cursor, ring.FaultSink);
        using ManualResetEventSlim full = new();
        long last = 0;
        Thread producer = new(() =>
        {
            ring.Publish(ring.Next(8));
            full.Set();
            for (int i = 0; i < 10_000; i++)
            {
                ring.Publish(last = ring.Next());
            }
        });
        producer.Start();
        Assert.That(full.Wait(RingTests.Watchdog), Is.True);
        while (producer.IsAlive)
        {
            // The follower's whole life: what is published is read, then given back.
            long seen = tap.Cursor;
            Assert.That(seen - tap.Sequence.PlainValue, Is.LessThanOrEqualTo(8), "The producer is never ahead by more than the ring.");
            tap.Sequence.SetValue(seen);
        }

        Assert.That(last, Is.EqualTo(10_008));
    }

    [Test]
    public void ShouldEndAWaitWhenTheFollowerFails()
    {
        using NativeRingMemory<StageRecord> memory = new(8);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, StageHandler> ring = new("fused", memory, default);
        RingTap tap = new(0);
        ring.AddGatingSequences(tap.Sequence);
        tap.Bind(ring.Cursor, ring.FaultSink);
        ring.Publish(ring.Next(8));
        InvalidOperationException reason = new("the disk is gone");
        Thread failing = new(() => tap.Fail(reason));
        failing.Start();
        Assert.That(ring.Next(), Is.EqualTo(Sequence.Halted));
        failing.Join();
        Assert.That((ring.Fault, tap.HasFailed), Is.EqualTo((reason, true)));
    }
}
