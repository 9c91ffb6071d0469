using System.Runtime;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.TestPeer;

/// <summary>
/// Runs the ring's loops over small handlers until the JIT has nothing left to replace, for whoever reads what it made of them:
/// <c>struct</c> handlers as the engine has, or the <c>interface</c> one that nobody should write.
/// </summary>
internal static class HotLoopPeer
{
    private const int Batch = 8;
    private const int Slots = 1024;
    private const int RoundsBetweenLooks = 20_000;
    private const int LooksWithoutChange = 20;

    public static int Run(PeerOptions options)
    {
        Adder adder = new();
        if (options.Text("--handler", "struct") == "interface")
        {
            Drive(new HandlerChain<EventRecord, ThroughInterface, ThroughInterface>(new ThroughInterface(adder), new ThroughInterface(adder)));
        }
        else
        {
            Drive(new HandlerChain<EventRecord, Adder, Adder>(adder, adder));
        }

        return 0;
    }

    private static void Drive<THandler>(THandler handler)
        where THandler : struct, IEventHandler<EventRecord>
    {
        using NativeRingMemory<EventRecord> fusedSlots = new(Slots);
        using NativeRingMemory<EventRecord> slots = new(Slots);
        FusedRing<EventRecord, NativeRingMemory<EventRecord>, THandler> fused = new("fused", fusedSlots, handler);
        RingBuffer<EventRecord, NativeRingMemory<EventRecord>, YieldingWaitStrategy> ring = new(slots, default, hasSequenceInSlot: true);
        EventProcessor<EventRecord, NativeRingMemory<EventRecord>, THandler, YieldingWaitStrategy> processor = ring.NewProcessor("processor", handler);
        ring.AddGatingSequences(processor.Sequence);
        processor.Start();
        long compiled = 0;
        for (int same = 0; same < LooksWithoutChange; same++)
        {
            for (int i = 0; i < RoundsBetweenLooks; i++)
            {
                PublishFused(fused);
                PublishParallel(ring);
            }

            if (JitInfo.GetCompiledMethodCount() != compiled)
            {
                compiled = JitInfo.GetCompiledMethodCount();
                same = 0;
            }
        }

        processor.Drain();
        processor.Join(TimeSpan.FromSeconds(10));
    }

    private static void PublishFused<THandler>(FusedRing<EventRecord, NativeRingMemory<EventRecord>, THandler> ring)
        where THandler : struct, IEventHandler<EventRecord>
    {
        long highest = ring.Next(Batch);
        ring.Publish(highest - Batch + 1, highest);
    }

    private static void PublishParallel(RingBuffer<EventRecord, NativeRingMemory<EventRecord>, YieldingWaitStrategy> ring)
    {
        long highest = ring.Next(Batch);
        for (long sequence = highest - Batch + 1; sequence <= highest; sequence++)
        {
            Volatile.Write(ref ring[sequence].Sequence, sequence);
        }

        ring.Publish(highest - Batch + 1, highest);
    }

    /// <summary>As small as a handler can be that cannot be left out.</summary>
    private struct Adder : IEventHandler<EventRecord>
    {
        private long _sum;

        public void OnEvent(ref EventRecord record, long sequence, bool endOfBatch) => _sum += record.AmountMicroUsd ^ sequence;
    }

    /// <summary>The mistake: a struct, but what it calls is known by its interface only.</summary>
    private readonly struct ThroughInterface(IEventHandler<EventRecord> target) : IEventHandler<EventRecord>
    {
        public void OnEvent(ref EventRecord record, long sequence, bool endOfBatch) => target.OnEvent(ref record, sequence, endOfBatch);
    }
}
