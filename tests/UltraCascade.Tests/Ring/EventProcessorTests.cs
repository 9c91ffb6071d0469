using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

/// <summary>One suite, run on every wait strategy.</summary>
[TestFixture(typeof(BusySpinWaitStrategy))]
[TestFixture(typeof(YieldingWaitStrategy))]
[TestFixture(typeof(BlockingWaitStrategy<MonitorParker>))]
[TestFixture(typeof(AdaptiveWaitStrategy<MonitorParker>))]
internal sealed class EventProcessorTests<TWait>
    where TWait : struct, IWaitStrategy
{
    private NativeRingMemory<StageRecord> _memory;
    private List<Exception> _faults = [];
    private Timer? _watchdog;

    [SetUp]
    public void Allocate()
    {
        _memory = new NativeRingMemory<StageRecord>(64);
        _faults = [];
    }

    [TearDown]
    public void Free()
    {
        _watchdog?.Dispose();
        _memory.Dispose();
    }

    private RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> NewRing(long initialCursor = 0)
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring =
            new(_memory, RingTests.CreateWait<TWait>(), initialCursor, _faults.Add);

        // Lets a producer out that would wait for ever for a processor that hangs: the assertions then say what is missing.
        _watchdog = new Timer(_ => ring.Halt(), null, RingTests.Watchdog, Timeout.InfiniteTimeSpan);
        return ring;
    }

    private static void Publish(RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring, long upTo, int maxBatch = 1)
        => RingTests.Produce(
            new ParallelProducer<StageRecord, NativeRingMemory<StageRecord>, TWait>(ring), upTo, maxBatch, new Random(1));

    private static void AssertEnds(IEventProcessor processor)
    {
        Assert.That(processor.Join(RingTests.Watchdog), Is.True, $"{processor.Name} hangs");
        Assert.That(processor.IsRunning, Is.False);
    }

    [Test]
    public void ShouldHandleEverythingInOrderAndDrain()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var processor = ring.NewProcessor("stage", new StageHandler { Next = 1 });
        ring.AddGatingSequences(processor.Sequence);
        processor.Start();
        Publish(ring, 1000, 16);
        processor.Drain();
        AssertEnds(processor);
        Assert.That(processor.Handler.Handled, Is.EqualTo(1000));
        Assert.That(processor.Handler.Faults, Is.Zero);
        Assert.That(processor.Sequence.Value, Is.EqualTo(1000));
        Assert.That(_faults, Is.Empty);
    }

    [Test]
    public void ShouldBeginAfterARecoveredCursor()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing(5_000_000_001);
        var processor = ring.NewProcessor("stage", new StageHandler { Next = 5_000_000_002 });
        ring.AddGatingSequences(processor.Sequence);
        processor.Start();
        Publish(ring, 5_000_000_301);
        processor.Drain();
        AssertEnds(processor);
        Assert.That(processor.Handler.Handled, Is.EqualTo(300));
        Assert.That(processor.Handler.Faults, Is.Zero);
    }

    // The usual state at shutdown: nothing comes, everybody waits.
    [Test]
    public void ShouldHaltWhileWaiting([Values] bool drain)
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var processor = ring.NewProcessor("stage", new StageHandler { Next = 1 });
        ring.AddGatingSequences(processor.Sequence);
        processor.Start();
        Publish(ring, 10);
        Assert.That(SpinWait.SpinUntil(() => processor.Sequence.Value == 10, RingTests.Watchdog), Is.True);
        Assert.That(processor.IsRunning, Is.True);
        if (drain)
        {
            processor.Drain();
        }
        else
        {
            processor.Halt();
        }

        AssertEnds(processor);
        Assert.That(processor.Handler.Handled, Is.EqualTo(10));
    }

    [Test]
    public void ShouldHaltAtTheEndOfTheBatchAlthoughMoreIsPublished()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        using ManualResetEventSlim arrived = new();
        using ManualResetEventSlim letGo = new();
        var processor = ring.NewProcessor("gated", new GatedHandler { HoldAt = 6, Arrived = arrived, LetGo = letGo });
        processor.MaxBatch = 4;
        Publish(ring, 40);
        processor.Start();
        Assert.That(arrived.Wait(RingTests.Watchdog), Is.True);
        processor.Halt();
        letGo.Set();
        AssertEnds(processor);
        Assert.That(processor.Sequence.Value, Is.EqualTo(8));
        Assert.That(processor.Handler.Handled, Is.EqualTo(8));
    }

    [Test]
    public void ShouldStopExactlyAfterTheGivenSequence()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var processor = ring.NewProcessor("stage", new StageHandler { Next = 1 });
        Publish(ring, 40);
        processor.HaltAfter(17);
        processor.RunOnCurrentThread();
        Assert.That(processor.Sequence.Value, Is.EqualTo(17));
        Assert.That(processor.Handler.Handled, Is.EqualTo(17));
    }

    // A long batch must not hide progress from the producer, which waits for slots.
    [Test]
    public void ShouldShowProgressWithinALongBatch()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        using ManualResetEventSlim arrived = new();
        using ManualResetEventSlim letGo = new();
        var processor = ring.NewProcessor("gated", new GatedHandler { HoldAt = 41, Arrived = arrived, LetGo = letGo });
        processor.MaxBatch = 10;
        Publish(ring, 60);
        processor.Start();
        Assert.That(arrived.Wait(RingTests.Watchdog), Is.True);
        Assert.That(processor.Sequence.Value, Is.EqualTo(40));
        processor.Drain();
        letGo.Set();
        AssertEnds(processor);
        Assert.That(processor.Sequence.Value, Is.EqualTo(60));
    }

    [Test]
    public void ShouldRunDiamondInOrderOfDependency()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var left = ring.NewProcessor("left", new StageHandler { Stage = 0, Next = 1 });
        var right = ring.NewProcessor("right", new StageHandler { Stage = 1, Next = 1 });
        var join = ring.NewProcessor(
            "join", new StageHandler { Stage = 2, DependsOnMask = 0b11, Next = 1 }, left.Sequence, right.Sequence);
        ring.AddGatingSequences(join.Sequence);
        EventProcessorGroup group = new(left, right, join);
        group.Start();
        Publish(ring, 1000, 8);
        group.Drain(ring.Cursor.Value);
        Assert.That(group.Join(RingTests.Watchdog), Is.True);
        Assert.That(group.IsRunning, Is.False);
        Assert.That(join.Handler.Handled, Is.EqualTo(1000));
        Assert.That(left.Handler.Faults + right.Handler.Faults + join.Handler.Faults, Is.Zero);
        Assert.That(ring.MinimumGatingSequence, Is.EqualTo(1000));
    }

    [Test]
    public void ShouldStopEverybodyLoudlyWhenAHandlerThrows()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var failing = ring.NewProcessor("velocity", new FailingHandler { FailAt = 500 });
        var beside = ring.NewProcessor("beside", new StageHandler { Next = 1 });
        var behind = ring.NewProcessor("behind", new StageHandler { Next = 1 }, failing.Sequence, beside.Sequence);
        ring.AddGatingSequences(behind.Sequence);
        EventProcessorGroup group = new(failing, beside, behind);
        group.Start();
        ParallelProducer<StageRecord, NativeRingMemory<StageRecord>, TWait> producer = new(ring);
        bool finished = RingTests.Produce(producer, long.MaxValue, 8, new Random(2));
        Assert.That(finished, Is.False, "the producer must be let out of its wait for capacity");
        Assert.That(group.Join(RingTests.Watchdog), Is.True);
        Assert.That(_faults, Has.Count.EqualTo(1));
        Assert.That(_faults[0], Is.InstanceOf<HandlerFaultException>().And.Message.Contains("'velocity'").And.Message.Contains("500"));
        Assert.That(_faults[0].InnerException, Is.InstanceOf<InvalidDataException>());
        Assert.That(ring.Fault, Is.SameAs(_faults[0]));
        Assert.That(failing.Fault, Is.SameAs(_faults[0]));
        Assert.That(beside.Fault, Is.Null);
        Assert.That(failing.Sequence.Value, Is.EqualTo(499), "the failed record does not count as handled");
        Assert.That(failing.Handler.Handled, Is.EqualTo(499));
        Assert.That(failing.Handler.WasShutDown, Is.True);
        Assert.That(behind.Handler.Handled, Is.LessThan(500));
    }

    [Test]
    public void ShouldTreatAFailedThreadStartAsAFault()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var processor = ring.NewProcessor("stage", new StageHandler { Next = 1 });
        processor.Start(() => throw new PlatformNotSupportedException("no such core"));
        AssertEnds(processor);
        Assert.That(ring.Fault, Is.Not.Null.And.Message.Contains("no such core"));
        Assert.That(processor.Handler.Handled, Is.Zero);
    }

    [Test]
    public void ShouldReleaseEverybodyWhenTheRingIsHalted()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var first = ring.NewProcessor("first", new StageHandler { Next = 1 });
        var second = ring.NewProcessor("second", new StageHandler { Next = 1 }, first.Sequence);
        ring.AddGatingSequences(second.Sequence);
        EventProcessorGroup group = new(first, second);
        group.Start();
        Publish(ring, 5);
        ring.Halt();
        Assert.That(group.Join(RingTests.Watchdog), Is.True);
        Assert.That(ring.Fault, Is.Null);
    }

    [Test]
    public void ShouldRunOnlyOnce()
    {
        RingBuffer<StageRecord, NativeRingMemory<StageRecord>, TWait> ring = NewRing();
        var processor = ring.NewProcessor("stage", new StageHandler { Next = 1 });
        processor.Halt();
        processor.RunOnCurrentThread();
        Assert.That(() => processor.Start(), Throws.InvalidOperationException);
    }
}
