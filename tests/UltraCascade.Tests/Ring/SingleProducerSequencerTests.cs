using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class SingleProducerSequencerTests
{
    private static SingleProducerSequencer<BusySpinWaitStrategy> Create(long capacity, Sequence? gating = null, long initial = 0)
    {
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = new(capacity, default, initial);
        if (gating is not null)
        {
            sequencer.AddGatingSequences(gating);
        }

        return sequencer;
    }

    [Test]
    public void ShouldClaimFromOneOnAndShowNothingBeforePublish()
    {
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(8);
        Assert.That(sequencer.Next(), Is.EqualTo(1));
        Assert.That(sequencer.Next(), Is.EqualTo(2));
        Assert.That(sequencer.Cursor.Value, Is.Zero);
        sequencer.Publish(1);
        Assert.That(sequencer.Cursor.Value, Is.EqualTo(1));
        sequencer.Publish(2);
        Assert.That(sequencer.Cursor.Value, Is.EqualTo(2));
    }

    [Test]
    public void ShouldContinueAfterARecoveredCursor()
    {
        Sequence gating = new(1_000_003);
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(4, gating, 1_000_003);
        Assert.That(sequencer.RemainingCapacity, Is.EqualTo(4));
        Assert.That(sequencer.Next(4), Is.EqualTo(1_000_007));
        Assert.That(sequencer.TryNext(1, out _), Is.False);
    }

    [Test]
    public void ShouldReturnTheHighestSequenceOfABatch()
    {
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(8);
        Assert.That(sequencer.Next(3), Is.EqualTo(3));
        Assert.That(sequencer.Next(5), Is.EqualTo(8));
        sequencer.Publish(1, 8);
        Assert.That(sequencer.Cursor.Value, Is.EqualTo(8));
    }

    // With two slots every claim but the first two depends on the consumer.
    [Test]
    public void ShouldNotOvertakeTheSlowestGatingSequence()
    {
        Sequence quick = new();
        Sequence slow = new();
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(2, quick);
        sequencer.AddGatingSequences(slow);
        sequencer.Publish(sequencer.Next(2));
        quick.SetValue(2);
        Assert.That(sequencer.TryNext(1, out _), Is.False);
        Assert.That(sequencer.RemainingCapacity, Is.Zero);
        slow.SetValue(1);
        Assert.That(sequencer.TryNext(2, out _), Is.False);
        Assert.That(sequencer.TryNext(1, out long third), Is.True);
        Assert.That(third, Is.EqualTo(3));
        Assert.That(sequencer.ClaimedSequence, Is.EqualTo(3));
    }

    [Test]
    public void ShouldClaimNothingWhenATryFails()
    {
        Sequence gating = new();
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(4, gating);
        sequencer.Publish(sequencer.Next(3));
        Assert.That(sequencer.TryNext(2, out _), Is.False);
        Assert.That(sequencer.Next(), Is.EqualTo(4));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(9)]
    public void ShouldRefuseABatchThatCanNeverFit(int count)
    {
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(8);
        Assert.That(() => sequencer.Next(count), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => sequencer.TryNext(count, out _), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ShouldWaitForCapacityUntilTheConsumerMoves()
    {
        Sequence gating = new();
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(2, gating);
        sequencer.Publish(sequencer.Next(2));
        long claimed = 0;
        Thread producer = new(() => claimed = sequencer.Next()) { IsBackground = true };
        producer.Start();
        gating.SetValue(1);
        Assert.That(producer.Join(RingTests.Watchdog), Is.True);
        Assert.That(claimed, Is.EqualTo(3));
    }

    // A consumer that died never frees a slot: shutdown must get the producer out of its wait.
    [Test]
    public void ShouldGiveUpAClaimWhenHaltedWhileFull()
    {
        SingleProducerSequencer<BusySpinWaitStrategy> sequencer = Create(2, new Sequence());
        sequencer.Publish(sequencer.Next(2));
        long claimed = 0;
        Thread producer = new(() => claimed = sequencer.Next()) { IsBackground = true };
        producer.Start();
        sequencer.Halt();
        Assert.That(producer.Join(RingTests.Watchdog), Is.True);
        Assert.That(claimed, Is.EqualTo(Sequence.Halted));
        Assert.That(sequencer.ClaimedSequence, Is.EqualTo(2));
    }
}
