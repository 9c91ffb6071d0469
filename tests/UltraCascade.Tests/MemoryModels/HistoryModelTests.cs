using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// The broadcast ring: SignalWriter.AppendHistory against HistoryReader.TryRead and, where it differs, uc_history_miss (whose
/// steps History.poll takes too). A frame is two words that have to be its sequence; the slot's sequence word stands before them.
/// <para>
/// Overtaken: two slots, three frames, two calls of TryRead from sequence 1: whatever the writer overwrites meanwhile, what is
/// delivered is whole. Followed: four slots, two frames: nothing is ever overwritten, so nothing may be counted as lost.
/// Restarted: the writer may be killed anywhere; SlotRecovery.Run repairs, and the frame that was half written is written again: none is lost.
/// </para>
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class HistoryModelTests
{
    private const int Writing = 128;

    public enum Mutant
    {
        None,
        NoWritingMark,
        NoWriteBarrier,
        SequenceNotReleased,
        CursorNotReleased,
        SequenceNotAcquired,
        NoReadBarrier,
        NoSecondLook,
        CursorNotAcquired,
        SlotNotLookedAtAfterCursor,
        HalfWrittenGivenUp,
    }

    public enum Reader
    {
        CSharp,
        C,
    }

    public enum Scene
    {
        Overtaken,
        Followed,
        Restarted,
    }

    [Test]
    public void ShouldDeliverWholeFramesAndCountTheOthers([Values] Scene scene, [Values] Reader reader, [Values] Machine machine) =>
        Assert.That(Explorer.Explore(Build(scene, Mutant.None, reader), machine).ToString(), Does.EndWith("nothing wrong"));

    [TestCase(Mutant.NoWritingMark, Scene.Overtaken, X86, Arm)]
    [TestCase(Mutant.NoWriteBarrier, Scene.Overtaken, Arm)]
    [TestCase(Mutant.SequenceNotReleased, Scene.Overtaken, Arm)]
    [TestCase(Mutant.SequenceNotAcquired, Scene.Overtaken, Arm)]
    [TestCase(Mutant.NoReadBarrier, Scene.Overtaken, Arm)]
    [TestCase(Mutant.NoSecondLook, Scene.Overtaken, X86, Arm)]
    [TestCase(Mutant.CursorNotAcquired, Scene.Followed, Arm)]
    [TestCase(Mutant.SlotNotLookedAtAfterCursor, Scene.Followed, X86, Arm)]
    [TestCase(Mutant.HalfWrittenGivenUp, Scene.Restarted, X86, Arm)]
    public void ShouldFindTheFaultOf(Mutant mutant, Scene scene, params Machine[] machines) => Assert.That(Explorer.WhereWrong(Build(scene, mutant)), Is.EqualTo(machines));

    // The mark is stored before the cursor whatever happens to the release. HistoryReader waits for a slot with the mark of n;
    // uc_history_miss relies on the release and would count n as lost.
    [TestCase(Reader.CSharp)]
    [TestCase(Reader.C, Arm)]
    public void ShouldNeedTheReleaseOfTheCursorWhereTheMarkIsNotWaitedFor(Reader reader, params Machine[] machines) =>
        Assert.That(Explorer.WhereWrong(Build(Scene.Followed, Mutant.CursorNotReleased, reader)), Is.EqualTo(machines));

    private static Model Build(Scene scene, Mutant mutant, Reader language = Reader.CSharp)
    {
        Model model = new();
        int slots = scene == Scene.Overtaken ? 2 : 4;
        Ring ring = new(
            model.Word("slot.sequence", new int[slots]), model.Word("slot.word0", new int[slots]), model.Word("slot.word1", new int[slots]),
            model.Word("cursor"), slots, mutant, language);
        ModelThread writer = model.Thread("AppendHistory", mayDie: scene == Scene.Restarted);
        int frames = scene == Scene.Overtaken ? 3 : 2;
        for (int sequence = 1; sequence <= frames; sequence++)
        {
            int n = sequence;
            ring.Append(writer, _ => n);
        }

        if (scene == Scene.Restarted)
        {
            ring.RepairAndAppend(model.Thread("successor", after: writer));
        }

        ModelThread reader = model.Thread("TryRead");
        Call first = ring.TryRead(reader, _ => 1);
        Call second = ring.TryRead(reader, first.Next);
        model.Wrong = r => first.Torn(r) ?? second.Torn(r)
            ?? (scene == Scene.Followed && first.Lost(r) + second.Lost(r) > 0 ? "A frame was counted as lost that nobody overwrote." : null)
            ?? (scene == Scene.Restarted ? JudgeRestart(r, ring, first, second) : null);
        return model;
    }

    // What was whole when the writer died stays readable, and what was not gets whole under the same sequence.
    private static string? JudgeRestart(Registers r, Ring ring, Call first, Call second)
    {
        bool isHalfWritten = Enumerable.Range(0, 4).Any(i => r.Memory(ring.Sequence, i) >= Writing);
        return isHalfWritten ? "A slot stays half written."
            : first.Lost(r) + second.Lost(r) > 0 ? $"{first.Lost(r) + second.Lost(r)} frames were counted as lost, none was."
            : null;
    }

    /// <summary>What one call of TryRead saw: the frame it delivered, or where it goes on.</summary>
    private sealed record Call(
        Func<Registers, int> Wanted, Func<Registers, bool> IsDelivered, Value Word0, Value Word1, Func<Registers, int> Next)
    {
        public int Lost(Registers r) => IsDelivered(r) ? 0 : Next(r) - Wanted(r);

        public string? Torn(Registers r) => IsDelivered(r) && (r[Word0] != Wanted(r) || r[Word1] != Wanted(r))
            ? $"A torn frame was delivered: sequence {Wanted(r)}, words {r[Word0]} and {r[Word1]}."
            : null;
    }

    private sealed record Ring(Word Sequence, Word Word0, Word Word1, Word Cursor, int Slots, Mutant Mutant, Reader Language)
    {
        public void Append(ModelThread writer, Func<Registers, int> sequence)
        {
            int SlotOf(Registers r) => sequence(r) % Slots;
            if (Mutant != Mutant.NoWritingMark)
            {
                writer.Store(Sequence, r => Writing + sequence(r), Order.Release, SlotOf);
            }

            if (Mutant != Mutant.NoWriteBarrier)
            {
                writer.WriteBarrier();
            }

            writer.Store(Word0, sequence, index: SlotOf);
            writer.Store(Word1, sequence, index: SlotOf);
            writer.Store(Sequence, sequence, Mutant == Mutant.SequenceNotReleased ? Order.Plain : Order.Release, SlotOf);
            writer.Store(Cursor, sequence, Mutant == Mutant.CursorNotReleased ? Order.Plain : Order.Release);
        }

        // SlotRecovery.Run over the slots that may have been written, then one more frame.
        public void RepairAndAppend(ModelThread successor)
        {
            Value cursor = successor.Load(Cursor);
            Value[] stored = [.. Enumerable.Range(1, 2).Select(i => successor.Load(Sequence, index: _ => i))];
            foreach ((Value found, int i) in stored.Select((value, i) => (value, i + 1)))
            {
                successor.When(r => r[found] >= Writing, () => successor.StoreRelease(Sequence, 0, i));
            }

            bool givesUp = Mutant == Mutant.HalfWrittenGivenUp;
            Value highest = successor.Let(r => Math.Max(r[cursor], stored.Max(value => r[value] < Writing ? r[value] : givesUp ? r[value] % Writing : 0)));
            successor.Store(Cursor, r => r[highest], Order.Release);
            Append(successor, r => r[highest] + 1);
        }

        public Call TryRead(ModelThread reader, Func<Registers, int> next)
        {
            int SlotOf(Registers r) => next(r) % Slots;
            Value before = reader.Load(Sequence, Mutant == Mutant.SequenceNotAcquired ? Order.Plain : Order.Acquire, SlotOf);
            Value word0 = reader.Load(Word0, index: SlotOf);
            Value word1 = reader.Load(Word1, index: SlotOf);
            if (Mutant != Mutant.NoReadBarrier)
            {
                reader.ReadBarrier();
            }

            Value after = Mutant == Mutant.NoSecondLook ? before : reader.LoadAcquire(Sequence, SlotOf);
            bool IsDelivered(Registers r) => r[before] == next(r) && r[after] == next(r);
            Value resume = WhyNot(reader, next, IsDelivered, before);
            return new Call(next, IsDelivered, word0, word1, r => IsDelivered(r) ? next(r) + 1 : r[resume]);
        }

        // HistoryReader.WhyNot, Lap and PassOverSpent; uc_history_miss.
        private Value WhyNot(ModelThread reader, Func<Registers, int> next, Func<Registers, bool> isDelivered, Value before)
        {
            int SlotOf(Registers r) => next(r) % Slots;
            Value stored = before;
            Value cursor = before;
            Value again = before;
            reader.When(r => !isDelivered(r), () =>
            {
                stored = Language == Reader.CSharp ? reader.LoadAcquire(Sequence, SlotOf) : before;
                cursor = reader.Load(Cursor, Mutant == Mutant.CursorNotAcquired ? Order.Plain : Order.Acquire);
                again = Mutant == Mutant.SlotNotLookedAtAfterCursor ? stored : reader.LoadAcquire(Sequence, SlotOf);
            });
            return reader.Let(r => Language == Reader.CSharp
                ? r[stored] % Writing > next(r) ? Math.Max(r[cursor] - (Slots - 1) + Math.Max(1, Slots / 8), next(r) + 1)
                    : r[cursor] < next(r) || r[again] % Writing >= next(r) ? next(r)
                    : next(r) + 1
                : r[again] % Writing > next(r) ? Math.Max(Math.Max(r[cursor] + 1 - Slots, 1) + Math.Max(1, Slots / 8), next(r) + 1)
                    : r[again] == next(r) || r[cursor] < next(r) ? next(r)
                    : Math.Max(Math.Max(r[cursor] + 1 - Slots, 1), next(r) + 1));
        }
    }
}
