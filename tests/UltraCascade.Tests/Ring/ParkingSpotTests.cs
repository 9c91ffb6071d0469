using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class ParkingSpotTests
{
    /// <summary>Tells the test when somebody is about to sleep and how often sleepers were woken.</summary>
    private struct ProbedParker : IParker
    {
        private readonly MonitorParker _parker;
        private readonly Probe _probe;

        public ProbedParker(Probe probe)
        {
            _parker = new MonitorParker();
            _probe = probe;
        }

        public readonly int Epoch => _parker.Epoch;

        public readonly void Park(int expected, TimeSpan timeout)
        {
            _probe.Parked.Set();
            _parker.Park(expected, timeout);
        }

        public readonly void WakeAll()
        {
            Interlocked.Increment(ref _probe.Wakes);
            _parker.WakeAll();
        }
    }

    private sealed class Probe : IDisposable
    {
        public readonly ManualResetEventSlim Parked = new();
        public long Wakes;

        public void Dispose() => Parked.Dispose();
    }

    [Test]
    public void ShouldNotTouchTheParkerWhenNobodyWaits()
    {
        using Probe probe = new();
        ParkingSpot<ProbedParker> spot = new(new ProbedParker(probe));
        spot.Signal();
        spot.Signal();
        Assert.That(probe.Wakes, Is.Zero);
    }

    [TestCase("publish")]
    [TestCase("halt")]
    public void ShouldWakeASleeper(string reason)
    {
        using Probe probe = new();
        ParkingSpot<ProbedParker> spot = new(new ProbedParker(probe), RingTests.NeverWakesAlone);
        Sequence cursor = new();
        HaltPoint halt = new();
        SequenceWaitResult result = default;
        DependentSequenceGroup dependency = new([cursor]);
        Thread sleeper = new(() => result = spot.WaitFor(1, in dependency, halt)) { IsBackground = true };
        sleeper.Start();
        Assert.That(probe.Parked.Wait(RingTests.Watchdog), Is.True);
        if (reason == "publish")
        {
            cursor.SetValue(1);
        }
        else
        {
            halt.HaltNow();
        }

        spot.Signal();
        Assert.That(sleeper.Join(RingTests.Watchdog), Is.True);
        Assert.That(result, Is.EqualTo(reason == "publish" ? SequenceWaitResult.Available(1) : SequenceWaitResult.Halted));
        Assert.That(probe.Wakes, Is.EqualTo(1));
    }

    // A fault and a shutdown both end at this: a processor that sleeps must be woken to learn that it is over.
    [Test]
    public void ShouldWakeASleepingProcessorWhenTheRingIsHalted()
    {
        using Probe probe = new();
        using NativeRingMemory<long> memory = new(4);
        RingBuffer<long, NativeRingMemory<long>, BlockingWaitStrategy<ProbedParker>> ring =
            new(memory, new BlockingWaitStrategy<ProbedParker>(new ProbedParker(probe), RingTests.NeverWakesAlone));
        var processor = ring.NewProcessor("sleeper", default(CountingHandler));
        processor.Start();
        Assert.That(probe.Parked.Wait(RingTests.Watchdog), Is.True);
        ring.Halt();
        Assert.That(processor.Join(RingTests.Watchdog), Is.True);
    }

    // The second net: a waiter looks again by itself, and a handler's OnTimeout gets its beat.
    [Test]
    public void ShouldReportATimeoutWhenNothingComes()
    {
        ParkingSpot<MonitorParker> spot = new(new MonitorParker(), TimeSpan.FromMilliseconds(1));
        DependentSequenceGroup dependency = new([new Sequence()]);
        Assert.That(spot.WaitFor(1, in dependency, new HaltPoint()).IsTimeout, Is.True);
    }

    [Test]
    public void ShouldCallOnTimeoutAndGoOnWaiting()
    {
        using NativeRingMemory<long> memory = new(4);
        RingBuffer<long, NativeRingMemory<long>, BlockingWaitStrategy<MonitorParker>> ring =
            new(memory, new BlockingWaitStrategy<MonitorParker>(new MonitorParker(), TimeSpan.FromMilliseconds(1)));
        using ManualResetEventSlim timedOut = new();
        var processor = ring.NewProcessor("timeouts", new TimeoutHandler { TimedOut = timedOut });
        processor.Start();
        Assert.That(timedOut.Wait(RingTests.Watchdog), Is.True);
        ring.Publish(ring.Next());
        processor.Drain();
        Assert.That(processor.Join(RingTests.Watchdog), Is.True);
        Assert.That(processor.Handler.WaitedFor, Is.EqualTo(1));
        Assert.That(processor.Handler.Handled, Is.EqualTo(1));
    }

    // Two threads hand one record to and fro and sleep between: a single lost wake-up stops them for an hour, and the watchdog
    // says so.
    [Test]
    public void ShouldLoseNoWakeUp()
    {
        const long Rounds = 10_000;
        BlockingWaitStrategy<MonitorParker> wait = new(new MonitorParker(), RingTests.NeverWakesAlone);
        Sequence there = new();
        Sequence back = new();
        HaltPoint halt = new();
        SequenceBarrier<BlockingWaitStrategy<MonitorParker>> atThere = new(new DependentSequenceGroup([there]), wait, halt);
        SequenceBarrier<BlockingWaitStrategy<MonitorParker>> atBack = new(new DependentSequenceGroup([back]), wait, halt);
        Thread echo = new(() => Answer(atThere, back, wait, Rounds)) { IsBackground = true };
        Thread caller = new(() => Call(atBack, there, wait, Rounds)) { IsBackground = true };
        echo.Start();
        caller.Start();
        bool ended = echo.Join(RingTests.Watchdog) && caller.Join(RingTests.Watchdog);
        halt.HaltNow();
        wait.SignalAllWhenBlocking();
        Assert.That(ended, Is.True, $"stopped at {there} / {back}");
        Assert.That(back.Value, Is.EqualTo(Rounds));
    }

    private static void Answer(
        SequenceBarrier<BlockingWaitStrategy<MonitorParker>> barrier, Sequence own, BlockingWaitStrategy<MonitorParker> wait, long rounds)
    {
        for (long i = 1; i <= rounds && barrier.WaitFor(i).IsAvailable; i++)
        {
            own.SetValue(i);
            wait.SignalAllWhenBlocking();
        }
    }

    private static void Call(
        SequenceBarrier<BlockingWaitStrategy<MonitorParker>> barrier, Sequence own, BlockingWaitStrategy<MonitorParker> wait, long rounds)
    {
        for (long i = 1; i <= rounds; i++)
        {
            own.SetValue(i);
            wait.SignalAllWhenBlocking();
            if (!barrier.WaitFor(i).IsAvailable)
            {
                return;
            }
        }
    }

    // The two fences, aimed at: one side publishes at the very moment in which the other raises its flag and looks a last time.
    // Without either fence both miss each other, and the sleeper sleeps for an hour.
    [Test]
    public void ShouldLoseNoWakeUpWhenAPublishMeetsTheLastLook()
    {
        const long Rounds = 20_000;
        BlockingWaitStrategy<MonitorParker> wait = new(new MonitorParker(), RingTests.NeverWakesAlone);
        Sequence there = new();
        Sequence back = new();
        HaltPoint halt = new();
        SequenceBarrier<BusySpinWaitStrategy> atThere = new(new DependentSequenceGroup([there]), default, halt);
        SequenceBarrier<BlockingWaitStrategy<MonitorParker>> atBack = new(new DependentSequenceGroup([back]), wait, halt);
        Thread echo = new(() => AnswerAfterRandomSpin(atThere, back, wait, Rounds)) { IsBackground = true };
        Thread caller = new(() => CallAndSleep(atBack, there, Rounds)) { IsBackground = true };
        echo.Start();
        caller.Start();
        bool ended = caller.Join(RingTests.Watchdog);
        halt.HaltNow();
        wait.SignalAllWhenBlocking();
        Assert.That(ended && echo.Join(RingTests.Watchdog), Is.True, $"stopped at {there} / {back}");
        Assert.That(back.Value, Is.EqualTo(Rounds));
    }

    private static void AnswerAfterRandomSpin(
        SequenceBarrier<BusySpinWaitStrategy> barrier, Sequence own, BlockingWaitStrategy<MonitorParker> wait, long rounds)
    {
        Random random = new(7);
        long turns = 0;
        for (long i = 1; i <= rounds && barrier.WaitFor(i).IsAvailable; i++)
        {
            for (int spins = random.Next(1024); spins > 0; spins--)
            {
                turns++;
            }

            own.SetValue(i);
            wait.SignalAllWhenBlocking();
        }

        GC.KeepAlive(turns);
    }

    private static void CallAndSleep(SequenceBarrier<BlockingWaitStrategy<MonitorParker>> barrier, Sequence own, long rounds)
    {
        for (long i = 1; i <= rounds; i++)
        {
            own.SetValue(i);
            if (!barrier.WaitFor(i).IsAvailable)
            {
                return;
            }
        }
    }

    private struct CountingHandler : IEventHandler<long>
    {
        public long Handled;

        public void OnEvent(ref long record, long sequence, bool endOfBatch) => Handled++;
    }

    private struct TimeoutHandler : IEventHandler<long>
    {
        public ManualResetEventSlim TimedOut;
        public long WaitedFor;
        public long Handled;

        public void OnEvent(ref long record, long sequence, bool endOfBatch) => Handled++;

        public void OnTimeout(long sequence)
        {
            if (!TimedOut.IsSet)
            {
                WaitedFor = sequence;
                TimedOut.Set();
            }
        }
    }
}
