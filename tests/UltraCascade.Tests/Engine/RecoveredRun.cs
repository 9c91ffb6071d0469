using UltraCascade.Engine;
using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Recovery;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Tests.Engine;

/// <summary>A stream through one engine that keeps what it sequenced, and the same stream through an engine that dies and one that takes over.</summary>
internal static class RecoveredRun
{
    public static readonly EngineOptions Options = new() { Instruments = 64, SlabBytes = 1 << 20, CoincidenceEvents = 1 << 12, BatchRecords = 1, Mode = InstanceMode.Replay };

    /// <summary>Runs the whole stream and returns what was sequenced: all of it, the ring being long enough.</summary>
    public static (EngineOutcome Outcome, EventRecord[] Sequenced, Provenance[] Origins) Unkilled(IReadOnlyList<EventRecord> records)
    {
        const int Slots = 1 << 18;
        using NativeRingMemory<EventRecord> slots = new(Slots);
        using NativeRingMemory<Provenance> origins = new(Slots);
        EngineOutcome outcome = new();
        IEngine engine = Fused(new(new ArraySource(records, outcome), new ListSink(outcome), default, slots, origins, Cursor: 0, EngineNs: 0));
        engine.Stop();
        engine.Run();
        Assert.That(engine.Fault, Is.Null);
        List<EventRecord> sequenced = [];
        List<Provenance> from = [];
        for (long n = 1; n < Slots && slots[n].Sequence == n; n++)
        {
            sequenced.Add(slots[n]);
            from.Add(origins[n]);
        }

        Assert.That(sequenced, Has.Count.LessThan(Slots - 1), "The ring was lapped.");
        return (outcome, [.. sequenced], [.. from]);
    }

    /// <summary>Applies what was sequenced up to <paramref name="cut"/> and goes on with the feed behind it.</summary>
    public static EngineOutcome Recovered(
        IReadOnlyList<EventRecord> records, EngineOutcome before, EventRecord[] sequenced, Provenance[] origins, int cut, Topology topology)
    {
        using NativeRingMemory<EventRecord> slots = new(EngineHarness.RingSlots);
        using NativeRingMemory<Provenance> column = new(EngineHarness.RingSlots);
        EngineOutcome outcome = new() { Instruments = [.. before.Instruments], Venues = [.. before.Venues] };
        EventRecord[] stored = sequenced[..cut];
        int position = (int)origins[..cut].Select(o => o.FeedPosition).DefaultIfEmpty().Max();
        ArraySource source = new(records, outcome, position);
        EngineParts<ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>> parts =
            new(source, new ListSink(outcome), default, slots, column, Cursor: cut, EngineNs: 0, RecoverySink: new ListSink(outcome));
        IEngine engine = topology == Topology.Fused ? Fused(parts) : Parallel(parts);
        Assert.That(engine.Recovery!.Apply(new StoredArray(stored)), Is.EqualTo(cut));
        engine.Recovery.Finish(new RecoveryStart(IsWhole: true, MayJump: cut == 0, Episodes: 0, Rejected: 0, Jumps: 0, []));
        engine.Stop();
        engine.Run();
        Assert.That(engine.Fault, Is.Null);
        return outcome;
    }

    private static IEngine Fused(EngineParts<ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>> parts) =>
        EngineGraph.Fused<VectorLanes<VectorOf4>, Row256, ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>>(Options, parts);

    private static IEngine Parallel(EngineParts<ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>> parts) =>
        EngineGraph.Parallel<VectorLanes<VectorOf4>, Row256, YieldingWaitStrategy, ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>>(
            Options, parts, new YieldingWaitStrategy(), _ => { });
}

/// <summary>Stored records in an array.</summary>
internal sealed class StoredArray(EventRecord[] records) : IStoredRecords
{
    private int _next;

    public int Read(Span<EventRecord> batch)
    {
        int count = Math.Min(batch.Length, records.Length - _next);
        records.AsSpan(_next, count).CopyTo(batch);
        _next += count;
        return count;
    }

    public bool IsBehindHole => false;

    public void Applied(in EventRecord record)
    {
    }
}
