using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

/// <summary>A waiter that looks at the slots must take what is there, stop at what is old, and not look round the ring.</summary>
internal sealed class SlotSequencesTests
{
    private const long Capacity = 8;

    private NativeRingMemory<StageRecord> _memory;
    private SlotSequences _slots;

    [SetUp]
    public void CreateSlots()
    {
        _memory = new NativeRingMemory<StageRecord>(Capacity);
        _slots = SlotSequences.Of<StageRecord, NativeRingMemory<StageRecord>>(_memory);
    }

    [TearDown]
    public void FreeSlots() => _memory.Dispose();

    [Test]
    public void ShouldFindNothingInAnEmptyRing() => Assert.That(_slots.GetAvailable(1), Is.Zero);

    [Test]
    public void ShouldFindEverythingUpToTheFirstSlotThatIsNotWritten()
    {
        Store(1, 2, 3);
        Assert.That(_slots.GetAvailable(1), Is.EqualTo(3));
        Assert.That(_slots.GetAvailable(3), Is.EqualTo(3));
        Assert.That(_slots.GetAvailable(4), Is.EqualTo(3), "not yet");
    }

    [Test]
    public void ShouldNotTakeWhatIsLeftFromTheRoundBefore()
    {
        Store(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Assert.That(_slots.GetAvailable(9), Is.EqualTo(10), "the slot of 11 still holds 3");
        Assert.That(_slots.GetAvailable(11), Is.EqualTo(10));
    }

    [Test]
    public void ShouldHandOnABoundedBatch()
    {
        using NativeRingMemory<StageRecord> memory = new(1024);
        for (long sequence = 1; sequence <= 1000; sequence++)
        {
            memory[sequence].Sequence = sequence;
        }

        SlotSequences slots = SlotSequences.Of<StageRecord, NativeRingMemory<StageRecord>>(memory);
        Assert.That(slots.GetAvailable(1), Is.EqualTo(SlotSequences.MostAtOnce), "a batch is released before the ring is full");
    }

    [Test]
    public void ShouldShowARecordToItsProcessorBeforeTheCursorPassesIt()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, YieldingWaitStrategy> ring = new(_memory, default, hasSequenceInSlot: true);
        SequenceBarrier<YieldingWaitStrategy> barrier = ring.NewBarrier();
        long sequence = ring.Next();
        Volatile.Write(ref ring[sequence].Sequence, sequence);

        Assert.That(barrier.WaitFor(sequence).AvailableSequence, Is.EqualTo(sequence));
        Assert.That(barrier.AvailableSequence, Is.Zero, "whoever asks how far the ring is gets the cursor");
    }

    [Test]
    public void ShouldRefuseRecordsThatCannotBeginWithASequence()
    {
        using NativeRingMemory<int> memory = new(2);
        Assert.That(() => SlotSequences.Of<int, NativeRingMemory<int>>(memory), Throws.ArgumentException);
    }

    private void Store(params ReadOnlySpan<long> sequences)
    {
        foreach (long sequence in sequences)
        {
            _memory[sequence].Sequence = sequence;
        }
    }
}
