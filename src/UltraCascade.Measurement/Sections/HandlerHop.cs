using System.Runtime.CompilerServices;
using UltraCascade.Measurement.Statistics;
using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>
/// One record from the sequencer to a handler of the parallel topology: the ring inside the engine, followed by the sequence in
/// each slot, so that one line moves.
/// </summary>
internal static class HandlerHop
{
    private const double SendsPerSecond = 300_000;
    private const int Sends = 40_000;
    private const long RingSlots = 4096;

    /// <summary>One-way times.</summary>
    public static LogLinearHistogram OneWay(PinnedPair pair)
    {
        using NativeRingMemory<EventRecord> memory = new(RingSlots);
        RingBuffer<EventRecord, NativeRingMemory<EventRecord>, BusySpinWaitStrategy> ring = new(memory, new BusySpinWaitStrategy(), hasSequenceInSlot: true);
        SequenceBarrier<BusySpinWaitStrategy> barrier = ring.NewBarrier();
        Sequence handled = new();
        ring.AddGatingSequences(handled);
        LogLinearHistogram histogram = new();
        pair.RunBoth(() => Send(ring), () => Receive(ring, barrier, handled, histogram));
        return histogram;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Send(RingBuffer<EventRecord, NativeRingMemory<EventRecord>, BusySpinWaitStrategy> ring)
    {
        Pace pace = new(MonotonicClock.NowNs() + 1_000_000, SendsPerSecond);
        for (int i = 0; i < Sends; i++)
        {
            long intended = pace.IntendedNs(i);
            long now;
            while ((now = MonotonicClock.NowNs()) < intended)
            {
            }

            long sequence = ring.Next();
            ring[sequence].Id = (ulong)pace.CountsFromNs(i, now);
            Volatile.Write(ref ring[sequence].Sequence, sequence);
            ring.Publish(sequence);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Receive(
        RingBuffer<EventRecord, NativeRingMemory<EventRecord>, BusySpinWaitStrategy> ring,
        SequenceBarrier<BusySpinWaitStrategy> barrier,
        Sequence handled,
        LogLinearHistogram histogram)
    {
        for (long sequence = 1; sequence <= Sends; sequence++)
        {
            _ = barrier.WaitFor(sequence);
            histogram.Record(MonotonicClock.NowNs() - (long)ring[sequence].Id);
            handled.SetValue(sequence);
        }
    }
}
