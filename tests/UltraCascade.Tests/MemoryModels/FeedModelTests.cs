using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// A feed of two slots and the engine that empties it: FeedWriter (uc_feed_put) against FeedReader.TryRead and
/// RingRegion.ReleaseFeed. Three records: the third needs the slot of the first. A record is two words that have to be its position,
/// and ten more when the writer's successor stored it. The engine takes two records, each as soon as it is there, and releases the first
/// when it has it. The writer may be killed anywhere.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class FeedModelTests
{
    private const int Slots = 2;
    private const int Successor = 10;

    public enum Mutant
    {
        None,
        SequenceNotReleased,
        SequenceNotAcquired,
        ConsumedNotReleased,
        ConsumedNotAcquired,
        ConsumedNotAskedFor,
        ReleasedBeforeTheCopy,
        CursorBeforeTheRecord,
        RecoveredFromTheCursorAlone,
    }

    [TestCase(X86)]
    [TestCase(Arm)]
    public void ShouldHandOverEveryRecordWhole(Machine machine) =>
        Assert.That(Explorer.Explore(Build(Mutant.None), machine).ToString(), Does.EndWith("nothing wrong"));

    [TestCase(Mutant.SequenceNotReleased, Arm)]
    [TestCase(Mutant.SequenceNotAcquired, Arm)]
    [TestCase(Mutant.ConsumedNotReleased, Arm)]
    [TestCase(Mutant.ConsumedNotAskedFor, X86, Arm)]
    [TestCase(Mutant.ReleasedBeforeTheCopy, X86, Arm)]
    [TestCase(Mutant.RecoveredFromTheCursorAlone, X86, Arm)]
    [TestCase(Mutant.CursorBeforeTheRecord, X86, Arm)]
    public void ShouldFindTheFaultOf(Mutant mutant, params Machine[] machines) => Assert.That(Explorer.WhereWrong(Build(mutant)), Is.EqualTo(machines));

    // The processor does not store before the branch is decided that depends on the load; only a compiler could move the load.
    [Test]
    public void ShouldNotNeedTheAcquireOfConsumedOnAProcessor() =>
        Assert.That(Explorer.Explore(Build(Mutant.ConsumedNotAcquired), Arm).Wrong, Is.Null);

    private static Model Build(Mutant mutant)
    {
        Model model = new();
        Feed feed = new(
            model.Word("slot.sequence", 0, 0), model.Word("slot.word0", 0, 0), model.Word("slot.word1", 0, 0), model.Word("cursor"),
            model.Word("consumed"), mutant);
        ModelThread writer = model.Thread("FeedWriter", mayDie: true);
        feed.Put(writer, _ => 1);
        feed.Put(writer, _ => 2);
        feed.PutWhenReleased(writer, _ => 3);
        feed.RecoverAndPut(model.Thread("successor", after: writer));
        ModelThread engine = model.Thread("FeedReader");
        Taken first = feed.Take(engine, _ => 1);
        feed.Release(engine, first, 1);
        Taken second = feed.Take(engine, r => first.IsThere(r) ? 2 : 1);
        model.Wrong = r => first.Torn(r) ?? second.Torn(r)
            ?? (r.Memory(feed.Cursor) is int cursor && cursor > 0 && r.Memory(feed.Sequence, cursor % Slots) < cursor
                ? $"The cursor says {cursor}, and there is no such record." : null);
        return model;
    }

    private sealed record Taken(Func<Registers, int> Position, Value Sequence, Value Word0, Value Word1)
    {
        public bool IsThere(Registers r) => r[Sequence] == Position(r);

        public string? Torn(Registers r) => IsThere(r) && (r[Word0] % Successor != Position(r) || r[Word1] != r[Word0])
            ? $"The record of position {Position(r)} was read as {r[Word0]} and {r[Word1]}."
            : null;
    }

    private sealed record Feed(Word Sequence, Word Word0, Word Word1, Word Cursor, Word Consumed, Mutant Mutant)
    {
        public void Put(ModelThread writer, Func<Registers, int> position, int mark = 0)
        {
            int SlotOf(Registers r) => position(r) % Slots;
            if (Mutant == Mutant.CursorBeforeTheRecord)
            {
                writer.Store(Cursor, position, Order.Release);
            }

            writer.Store(Word0, r => position(r) + mark, index: SlotOf);
            writer.Store(Word1, r => position(r) + mark, index: SlotOf);
            writer.Store(Sequence, position, Mutant == Mutant.SequenceNotReleased ? Order.Plain : Order.Release, SlotOf);
            if (Mutant != Mutant.CursorBeforeTheRecord)
            {
                writer.Store(Cursor, position, Order.Release);
            }
        }

        public void PutWhenReleased(ModelThread writer, Func<Registers, int> position, int mark = 0)
        {
            if (Mutant == Mutant.ConsumedNotAskedFor)
            {
                Put(writer, position, mark);
                return;
            }

            Value consumed = writer.Load(Consumed, Mutant == Mutant.ConsumedNotAcquired ? Order.Plain : Order.Acquire);
            writer.When(r => position(r) - r[consumed] <= Slots, () => Put(writer, position, mark));
        }

        // The next writer: goes on after the last consecutive position in the slots, for the cursor may be behind its slot.
        public void RecoverAndPut(ModelThread successor)
        {
            Value cursor = successor.Load(Cursor);
            Value next = successor.Load(Sequence, index: r => (r[cursor] + 1) % Slots);
            Value published = successor.Let(r =>
                Mutant != Mutant.RecoveredFromTheCursorAlone && r[next] == r[cursor] + 1 ? r[cursor] + 1 : r[cursor]);
            successor.Store(Cursor, r => r[published], Order.Release);
            PutWhenReleased(successor, r => r[published] + 1, Successor);
        }

        public Taken Take(ModelThread engine, Func<Registers, int> position)
        {
            int SlotOf(Registers r) => position(r) % Slots;
            Value sequence = engine.Load(Sequence, Mutant == Mutant.SequenceNotAcquired ? Order.Plain : Order.Acquire, SlotOf);
            if (Mutant == Mutant.ReleasedBeforeTheCopy)
            {
                engine.When(r => r[sequence] == position(r), () => engine.Store(Consumed, position, Order.Release));
            }

            return new Taken(position, sequence, engine.Load(Word0, index: SlotOf), engine.Load(Word1, index: SlotOf));
        }

        public void Release(ModelThread engine, Taken taken, int position)
        {
            if (Mutant != Mutant.ReleasedBeforeTheCopy)
            {
                engine.When(taken.IsThere, () => engine.Store(Consumed, position, Mutant == Mutant.ConsumedNotReleased ? Order.Plain : Order.Release));
            }
        }
    }
}
