using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// The notify word: SignalWriter.AppendHistory moves the cursor and wakes nobody; SignalWriter.Notify, on a thread of its own, copies
/// the cursor into the word and wakes; HistoryReader.Wait, uc_history_wait and History.wait take the word, look at the cursor and sleep on
/// the word they took. Readers bound each sleep; here they do not, so whoever sleeps although the notifier has seen the newest
/// cursor was forgotten.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NotifyModelTests
{
    private const int Frames = 2;
    private const int Looks = 3;

    public enum Mutant
    {
        None,
        CursorBeforeTheWord,
        WordNotAcquired,
        WordNotCompared,
        WokenBeforeTheWord,
        WordNotReleased,
        CursorNotAcquiredByTheNotifier,
    }

    [TestCase(X86)]
    [TestCase(Arm)]
    public void ShouldWakeTheReaderOfEveryFrame(Machine machine) =>
        Assert.That(Explorer.Explore(Build(Mutant.None), machine).ToString(), Does.EndWith("nothing wrong"));

    [TestCase(Mutant.CursorBeforeTheWord, X86, Arm)]
    [TestCase(Mutant.WordNotAcquired, Arm)]
    [TestCase(Mutant.WordNotCompared, X86, Arm)]
    [TestCase(Mutant.WokenBeforeTheWord, X86, Arm)]
    public void ShouldFindTheSleeperOf(Mutant mutant, params Machine[] machines) => Assert.That(Explorer.WhereWrong(Build(mutant)), Is.EqualTo(machines));

    // The word is made of the cursor, and what the notifier has loaded every other processor sees: these two orders a
    // processor keeps by itself. They are written down for the compiler.
    [TestCase(Mutant.WordNotReleased)]
    [TestCase(Mutant.CursorNotAcquiredByTheNotifier)]
    public void ShouldNotNeedWhatTheDependencyKeeps(Mutant mutant) => Assert.That(Explorer.Explore(Build(mutant), Arm).Wrong, Is.Null);

    private static Model Build(Mutant mutant)
    {
        Model model = new();
        Word cursor = model.Word("cursor");
        Word word = model.Word("notify_word");
        ModelThread engine = model.Thread("AppendHistory");
        for (int sequence = 1; sequence <= Frames; sequence++)
        {
            engine.StoreRelease(cursor, sequence);
        }

        ModelThread notifier = model.Thread("Notify");
        Value last = null!;
        for (int look = 0; look < Looks; look++)
        {
            last = Notify(notifier, cursor, word, mutant);
        }

        ModelThread reader = model.Thread("Wait");
        for (int wanted = 1; wanted <= Frames; wanted++)
        {
            Wait(reader, cursor, word, wanted, mutant);
        }

        model.Wrong = r => r[last] == Frames && r.Sleeps(reader) ? "The reader was forgotten." : null;
        return model;
    }

    private static Value Notify(ModelThread notifier, Word cursor, Word word, Mutant mutant)
    {
        Value low = notifier.Load(cursor, mutant == Mutant.CursorNotAcquiredByTheNotifier ? Order.Plain : Order.Acquire);
        Value told = notifier.Load(word);
        notifier.When(r => r[told] != r[low], () =>
        {
            if (mutant == Mutant.WokenBeforeTheWord)
            {
                notifier.Wake(word);
            }

            notifier.Store(word, r => r[low], mutant == Mutant.WordNotReleased ? Order.Plain : Order.Release);
            if (mutant != Mutant.WokenBeforeTheWord)
            {
                notifier.Wake(word);
            }
        });
        return low;
    }

    // Two turns: a wake-up for an earlier frame sends the reader round once more.
    private static void Wait(ModelThread reader, Word cursor, Word word, int wanted, Mutant mutant, int turn = 0)
    {
        Value? newest = mutant == Mutant.CursorBeforeTheWord ? reader.LoadAcquire(cursor) : null;
        Value seen = reader.Load(word, mutant == Mutant.WordNotAcquired ? Order.Plain : Order.Acquire);
        Value found = newest ?? reader.LoadAcquire(cursor);
        reader.When(r => r[found] < wanted, () =>
        {
            reader.Sleep(word, r => mutant == Mutant.WordNotCompared ? r.Memory(word) : r[seen]);
            if (turn < 1)
            {
                Wait(reader, cursor, word, wanted, mutant, turn + 1);
            }
        });
    }
}
