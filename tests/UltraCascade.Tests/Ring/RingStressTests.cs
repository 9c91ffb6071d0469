using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

/// <summary>
/// Random graphs, capacities, batch sizes and starting cursors on every wait strategy, followed by the cursor and by the slots. Each stage checks each record: once, in
/// order, with the payload and with the results of the stages it depends on. A watchdog turns a hang into a failure.
/// </summary>
[TestFixture(typeof(BusySpinWaitStrategy))]
[TestFixture(typeof(YieldingWaitStrategy))]
[TestFixture(typeof(BlockingWaitStrategy<MonitorParker>))]
[TestFixture(typeof(AdaptiveWaitStrategy<MonitorParker>))]
internal sealed class RingStressTests<TWait>
    where TWait : struct, IWaitStrategy
{
    // Threads that spin without a pause starve each other when there are more of them than cores: fewer stages and rounds.
    private static readonly bool s_isSpinning = typeof(TWait) == typeof(BusySpinWaitStrategy);

    [Test]
    public void ShouldShowEverySequenceOnceInOrderToEveryStage([Range(1, 12)] int seed, [Values] bool hasSequenceInSlot)
    {
        Random random = new(seed);
        long capacity = 1L << random.Next(s_isSpinning ? 5 : 1, 11);
        long start = random.Next(2) == 0 ? 0 : random.NextInt64(1L << 40);
        long events = Math.Clamp(capacity * 200, 2_000, 20_000);
        int stages = random.Next(1, s_isSpinning ? 3 : StageRecord.MaxStages);
        using NativeRingMemory<StageRecord> memory = new(capacity);
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = new(memory, RingTests.CreateWait<TWait>(), start, hasSequenceInSlot: hasSequenceInSlot);
        var processors = Build(ring, stages, random);
        EventProcessorGroup group = new(processors);
        using Timer watchdog = new(_ => ring.Halt(), null, RingTests.Watchdog, Timeout.InfiniteTimeSpan);

        group.Start();
        ParallelProducer<StageRecord, NativeRingMemory<StageRecord>, TWait> producer = new(ring);
        int maxBatch = (int)Math.Min(capacity, 1 << random.Next(0, 7));
        bool finished = RingTests.Produce(producer, start + events, maxBatch, random);
        group.Drain(ring.Cursor.Value);
        bool ended = group.Join(RingTests.Watchdog);

        Assert.That(ended, Is.True, "a processor hangs");
        Assert.That(finished, Is.True, "the watchdog ended the run");
        Assert.That(ring.Fault, Is.Null);
        foreach (var processor in processors)
        {
            Assert.That(processor.Handler.Faults, Is.Zero, processor.Name);
            Assert.That(processor.Handler.Handled, Is.EqualTo(events), processor.Name);
            Assert.That(processor.Sequence.Value, Is.EqualTo(start + events), processor.Name);
        }
    }

    private static EventProcessor<StageRecord, NativeRingMemory<StageRecord>, StageHandler, TWait>[] Build(
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring, int stages, Random random)
    {
        var processors = new EventProcessor<StageRecord, NativeRingMemory<StageRecord>, StageHandler, TWait>[stages];
        int followed = 0;
        for (int stage = 0; stage < stages; stage++)
        {
            int mask = random.Next(1 << stage);
            Sequence[] dependencies = [.. Enumerable.Range(0, stage).Where(i => (mask & (1 << i)) != 0).Select(i => processors[i].Sequence)];
            StageHandler handler = new() { Stage = stage, DependsOnMask = mask, Next = ring.Cursor.Value + 1 };
            processors[stage] = ring.NewProcessor($"stage{stage}", handler, dependencies);
            processors[stage].MaxBatch = random.Next(1, 65);
            followed |= mask;
        }

        // Whoever has nobody behind it gates the producer.
        ring.AddGatingSequences([.. Enumerable.Range(0, stages).Where(i => (followed & (1 << i)) == 0).Select(i => processors[i].Sequence)]);
        return processors;
    }
}
