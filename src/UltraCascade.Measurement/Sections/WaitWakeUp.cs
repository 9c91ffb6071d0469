using System.Runtime.CompilerServices;
using UltraCascade.Measurement.Statistics;
using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>
/// How long a processor of the handlers' ring takes to notice a record after a pause long enough for its strategy to have gone
/// as deep asleep as it goes: from the clock reading before the publish to the one after the wait.
/// </summary>
internal static class WaitWakeUp
{
    private const int Wakes = 400;
    private const long PauseNs = 300_000;
    private const long RingSlots = 1024;

    /// <summary>Measures one strategy.</summary>
    public static LogLinearHistogram Measure<TWait>(PinnedPair pair, TWait wait)
        where TWait : struct, IWaitStrategy
    {
        using NativeRingMemory<EventRecord> memory = new(RingSlots);
        RingBuffer<EventRecord, NativeRingMemory<EventRecord>, TWait> ring = new(memory, wait);
        SequenceBarrier<TWait> barrier = ring.NewBarrier();
        LogLinearHistogram histogram = new();
        pair.RunBoth(() => Publish(ring), () => Await(ring, barrier, histogram));
        return histogram;
    }

    // Spins through the pause: a sleep would let its processor go to rest, and its own waking would be in the figure.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Publish<TWait>(RingBuffer<EventRecord, NativeRingMemory<EventRecord>, TWait> ring)
        where TWait : struct, IWaitStrategy
    {
        for (int i = 0; i < Wakes; i++)
        {
            long next = MonotonicClock.NowNs() + PauseNs;
            long now;
            while ((now = MonotonicClock.NowNs()) < next)
            {
            }

            long sequence = ring.Next();
            ring[sequence].Id = (ulong)now;
            ring.Publish(sequence);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Await<TWait>(
        RingBuffer<EventRecord, NativeRingMemory<EventRecord>, TWait> ring, SequenceBarrier<TWait> barrier, LogLinearHistogram histogram)
        where TWait : struct, IWaitStrategy
    {
        for (long sequence = 1; sequence <= Wakes;)
        {
            if (barrier.WaitFor(sequence).IsAvailable)
            {
                histogram.Record(MonotonicClock.NowNs() - (long)ring[sequence].Id);
                sequence++;
            }
        }
    }
}
