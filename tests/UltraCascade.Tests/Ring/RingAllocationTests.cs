using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

/// <summary>A collection stops every thread, even one that allocates nothing: so the hot path allocates nothing at all.</summary>
internal sealed class RingAllocationTests
{
    private const long WarmUp = 50_000;

    /// <summary>Reads its own thread's allocation counter after the warm-up and at the end.</summary>
    private struct AllocationHandler : IEventHandler<StageRecord>
    {
        public long Last;
        public long BytesAtStart;
        public long BytesAtEnd;
        private long _sum;

        public void OnEvent(ref StageRecord record, long sequence, bool endOfBatch)
        {
            _sum += record.Payload;
            if (sequence == WarmUp)
            {
                BytesAtStart = GC.GetAllocatedBytesForCurrentThread();
            }
            else if (sequence == Last)
            {
                BytesAtEnd = GC.GetAllocatedBytesForCurrentThread();
            }
        }

        public void OnBatchStart(long count) => _sum += count;
    }

    private static long ProduceMeasured<TProducer>(TProducer producer, long last)
        where TProducer : struct, IRingProducer<StageRecord>
    {
        Random random = new(6);
        Assert.That(RingTests.Produce(producer, WarmUp, 16, random), Is.True);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool finished = RingTests.Produce(producer, last, 16, random);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(finished, Is.True);
        return bytes;
    }

    private static void AssertParallel<TWait>(long events)
        where TWait : struct, IWaitStrategy
    {
        using NativeRingMemory<StageRecord> memory = new(4096);
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = new(memory, RingTests.CreateWait<TWait>());
        long last = WarmUp + events;
        var processor = ring.NewProcessor("allocation", new AllocationHandler { Last = last });
        ring.AddGatingSequences(processor.Sequence);
        processor.Start();
        long bytes = ProduceMeasured(new ParallelProducer<StageRecord, NativeRingMemory<StageRecord>, TWait>(ring), last);
        processor.Drain();
        Assert.That(processor.Join(RingTests.Watchdog), Is.True);
        Assert.That(bytes, Is.Zero, "producer");
        Assert.That(processor.Handler.BytesAtEnd, Is.GreaterThan(0));
        Assert.That(processor.Handler.BytesAtEnd - processor.Handler.BytesAtStart, Is.Zero, "processor");
    }

    [Test]
    public void ShouldAllocateNothingWhenBusySpinning() => AssertParallel<BusySpinWaitStrategy>(1_000_000);

    [Test]
    public void ShouldAllocateNothingWhenYielding() => AssertParallel<YieldingWaitStrategy>(1_000_000);

    [Test]
    public void ShouldAllocateNothingWhenBlocking() => AssertParallel<BlockingWaitStrategy<MonitorParker>>(1_000_000);

    [Test]
    public void ShouldAllocateNothingWhenAdapting() => AssertParallel<AdaptiveWaitStrategy<MonitorParker>>(1_000_000);

    [Test]
    public void ShouldAllocateNothingWhenFused()
    {
        using NativeRingMemory<StageRecord> memory = new(4096);
        FusedRing<StageRecord, NativeRingMemory<StageRecord>, HandlerChain<StageRecord, AllocationHandler, StageHandler>> ring =
            new("fused", memory, default);
        FusedProducer<StageRecord, NativeRingMemory<StageRecord>, HandlerChain<StageRecord, AllocationHandler, StageHandler>> producer = new(ring);
        Assert.That(ProduceMeasured(producer, WarmUp + 1_000_000), Is.Zero);
    }
}
