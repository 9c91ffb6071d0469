using System.Runtime.InteropServices;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Journal;

/// <summary>An engine with a journal that is killed in the middle of its work: everything anybody can have seen is in journal and ring.</summary>
internal sealed class JournalKillTests
{
    private const long Endless = 1_000_000_000;

    [TestCase("fused")]
    [TestCase("parallel")]
    public void ShouldLoseNothingThatWasSeenWhenTheEngineIsKilled(string topology)
    {
        const int Rounds = 5;
        using ScratchInstance instance = new();
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, Endless, "--slots", "4096");
        Random random = new(20260723);
        for (int round = 0; round < Rounds; round++)
        {
            using Peer engine = Start(instance, topology);
            long consumed = instance.Consumed();
            long some = random.NextInt64(1_000, 60_000);
            Until.Holds(() => instance.Consumed() > consumed + some, "the engine works at full speed", engine, feeder);
            using SignalReader reader = instance.OpenSignals();
            HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
            engine.KillHard();
            CompareEvents(instance);
            CompareSignals(instance, reader, history);
        }

        feeder.KillHard();
        using Peer last = Start(instance, topology);
        Programs.StopEngine(last);
        StreamVerification events = StreamVerification.Run(JournalOf(instance), JournalStream.Events);
        StreamVerification signals = StreamVerification.Run(JournalOf(instance), JournalStream.Signals);
        Assert.That((events.Damage, events.Torn, events.Gaps.Count), Is.EqualTo(((JournalFault?)null, (JournalFault?)null, 0)));
        Assert.That((signals.Damage, signals.Torn, signals.Gaps.Count), Is.EqualTo(((JournalFault?)null, (JournalFault?)null, 0)));
        using SignalReader end = instance.OpenSignals();
        Assert.That((events.FirstSequence, signals.FirstSequence, signals.LastSequence), Is.EqualTo((1L, 1L, end.Cursor)), "All of it, from the first to the last.");
    }

    [Test]
    public void ShouldHoldTheSignalsOfTheRunWithTheirHash()
    {
        using ScratchInstance instance = new();
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, 30_000);
        using Peer engine = Start(instance, "fused");
        Until.Holds(() => instance.Consumed() >= 30_000, "everything is consumed", engine, feeder);
        Programs.StopEngine(engine);
        using SignalReader reader = instance.OpenSignals();
        StreamVerification signals = StreamVerification.Run(JournalOf(instance), JournalStream.Signals);
        Assert.That((signals.LastSequence, signals.SignalHash), Is.EqualTo((reader.Cursor, reader.SignalHash)));
        Assert.That(reader.GetCounter(EngineCounter.JournalState), Is.EqualTo((long)JournalState.Closed));
    }

    private static JournalPaths JournalOf(ScratchInstance instance) => new(instance.File("journal"), instance.Paths.Instance);

    private static Peer Start(ScratchInstance instance, string topology)
    {
        Peer engine = new(
            Artifacts.Host,
            ["run", "--engine-only", "--mode", "replay", "--stop-with-input", "--topology", topology, "--journal", instance.File("journal"), .. instance.Options],
            new Dictionary<string, string> { ["ULTRACASCADE__JOURNAL__SEGMENTMEGABYTES"] = "1" });
        Programs.WaitUntilLive(instance, engine);
        return engine;
    }

    // The journal first: nobody writes any more. Behind its end the ring has every record up to its newest.
    private static void CompareEvents(ScratchInstance instance)
    {
        using JournalReader reader = new(JournalOf(instance));
        EventRecord[] records = new EventRecord[1024];
        Provenance[] origins = new Provenance[1024];
        long next = 1;
        while (reader.TryReadBatch(records, origins, out int count))
        {
            Assert.That(records[0].Sequence, Is.EqualTo(next));
            next += count;
        }

        Assert.That(reader.Status, Is.AnyOf(JournalReadStatus.End, JournalReadStatus.Torn), reader.Fault?.ToString());
        long[] ring = RingSequences(instance);
        long newest = ring.Max();
        Assert.That(ring.Where(n => n > 0).DefaultIfEmpty(next).Min(), Is.LessThanOrEqualTo(next), "Between the journal's end and the ring's oldest record nothing is missing.");
        for (long sequence = next; sequence <= newest; sequence++)
        {
            Assert.That(ring[sequence & (ring.Length - 1)], Is.EqualTo(sequence));
        }
    }

    // The file as it lies there: its writer is dead.
    private static long[] RingSequences(ScratchInstance instance)
    {
        byte[] bytes = File.ReadAllBytes(instance.Paths.Ring);
        RegionHeader header = MemoryMarshal.Read<RegionHeader>(bytes);
        ReadOnlySpan<EventRecord> slots = MemoryMarshal.Cast<byte, EventRecord>(bytes.AsSpan((int)header.SlotsOffset))[..(int)header.SlotCount];
        long[] sequences = new long[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            sequences[i] = slots[i].Sequence;
        }

        return sequences;
    }

    private static void CompareSignals(ScratchInstance instance, SignalReader reader, HistoryReader history)
    {
        using SignalJournalReader journal = new(JournalOf(instance));
        while (journal.TryRead(out _))
        {
        }

        long journalled = journal.Next - 1;
        Assert.That(journalled, Is.LessThanOrEqualTo(reader.Cursor));
        Assert.That(reader.Cursor - journalled, Is.LessThanOrEqualTo(reader.HistorySlots / 2), "The engine never runs further ahead than half the history.");

        // What a reader can see and what is journalled are the same frames.
        while (history.Next <= reader.Cursor)
        {
            if (history.TryRead(out SignalFrame seen) != ReadStatus.Ok)
            {
                break;
            }

            if (seen.Sequence > journalled)
            {
                break;
            }

            journal.SeekTo(seen.Sequence);
            Assert.That(journal.TryRead(out SignalFrame stored), Is.True);
            Assert.That(SignalHash.Append(1, stored), Is.EqualTo(SignalHash.Append(1, seen)));
            history = reader.ReadHistory(HistoryStart.Sequence, seen.Sequence + Math.Max(1, reader.HistorySlots / 16));
        }
    }
}
