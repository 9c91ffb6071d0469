using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// An entry of the feed table passes from one file to another of the same name: RingRegion.Rededicate and ReleaseFeed against
/// RingFollower.ReadEntry and uc_feed_consumed, by the writer of the old file and by that of the new one. Neither may
/// take the other's position for its own: it would overwrite what nobody has read.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RededicationModelTests
{
    private const int Old = 1;
    private const int New = 2;
    private const int OldConsumed = 5;
    private const int NewConsumed = 7;

    /// <summary>What is left out or weakened; several at a time where one stands in for another.</summary>
    [Flags]
    public enum Mutant
    {
        None = 0,
        IdentityNotTakenAway = 1,
        NoWriteBarrier = 2,
        ResetPlain = 4,
        ResetAfterTheIdentity = 8,
        IdentityNotReleased = 16,
        ConsumedNotReset = 32,
        ConsumedNotReleased = 64,
        NoSecondLook = 128,
        NoReadBarrier = 256,
        ConsumedNotAcquired = 512,
        IdentityNotAcquired = 1024,
    }

    [TestCase(X86)]
    [TestCase(Arm)]
    public void ShouldNeverTakeThePositionOfAnotherFile(Machine machine) =>
        Assert.That(Explorer.Explore(Build(Mutant.None), machine).ToString(), Does.EndWith("nothing wrong"));

    [TestCase(Mutant.NoSecondLook, X86, Arm)]
    [TestCase(Mutant.ConsumedNotReset, X86, Arm)]
    [TestCase(Mutant.ResetAfterTheIdentity, X86, Arm)]
    [TestCase(Mutant.IdentityNotReleased, Arm)]
    [TestCase(Mutant.IdentityNotAcquired, Arm)]
    [TestCase(Mutant.IdentityNotTakenAway | Mutant.ConsumedNotReleased, Arm)]
    [TestCase(Mutant.NoWriteBarrier | Mutant.ResetPlain | Mutant.ConsumedNotReleased, Arm)]
    [TestCase(Mutant.NoReadBarrier | Mutant.ConsumedNotAcquired, Arm)]
    public void ShouldFindTheFaultOf(Mutant mutant, params Machine[] machines) => Assert.That(Explorer.WhereWrong(Build(mutant)), Is.EqualTo(machines));

    // Each of these is caught by another fence that stays: one of the two is enough, as the pairs above show.
    [TestCase(Mutant.IdentityNotTakenAway)]
    [TestCase(Mutant.ConsumedNotReleased)]
    [TestCase(Mutant.NoWriteBarrier | Mutant.ResetPlain)]
    [TestCase(Mutant.NoReadBarrier)]
    [TestCase(Mutant.ConsumedNotAcquired)]
    public void ShouldBeKeptByAnotherFence(Mutant mutant) => Assert.That(Explorer.WhereWrong(Build(mutant)), Is.Empty);

    private static Model Build(Mutant mutant)
    {
        Model model = new();
        Word identity = model.Word("feed_created_ns", Old);
        Word consumed = model.Word("consumed", OldConsumed);
        Rededicate(model.Thread("Rededicate"), identity, consumed, mutant);
        Func<Registers, int> old = Believe(model.Thread("writer of the old file"), identity, consumed, Old, mutant);
        Func<Registers, int> young = Believe(model.Thread("writer of the new file"), identity, consumed, New, mutant);
        model.Wrong = r => old(r) is not (0 or OldConsumed) ? $"The old file's writer believes {old(r)}."
            : young(r) is not (0 or NewConsumed) ? $"The new file's writer believes {young(r)}."
            : null;
        return model;
    }

    private static void Rededicate(ModelThread engine, Word identity, Word consumed, Mutant mutant)
    {
        if (!mutant.HasFlag(Mutant.IdentityNotTakenAway))
        {
            engine.StoreRelease(identity, 0);
        }

        if (!mutant.HasFlag(Mutant.NoWriteBarrier))
        {
            engine.WriteBarrier();
        }

        if (mutant.HasFlag(Mutant.ResetAfterTheIdentity))
        {
            engine.StoreRelease(identity, New);
        }

        if (!mutant.HasFlag(Mutant.ConsumedNotReset))
        {
            engine.Store(consumed, 0, mutant.HasFlag(Mutant.ResetPlain) ? Order.Plain : Order.Release);
        }

        if (!mutant.HasFlag(Mutant.ResetAfterTheIdentity))
        {
            engine.Store(identity, New, mutant.HasFlag(Mutant.IdentityNotReleased) ? Order.Plain : Order.Release);
        }

        // ReleaseFeed, some records later.
        engine.Store(consumed, NewConsumed, mutant.HasFlag(Mutant.ConsumedNotReleased) ? Order.Plain : Order.Release);
    }

    // Returns what is believed.
    private static Func<Registers, int> Believe(ModelThread writer, Word identity, Word consumed, int own, Mutant mutant)
    {
        Value before = writer.Load(identity, mutant.HasFlag(Mutant.IdentityNotAcquired) ? Order.Plain : Order.Acquire);
        Value found = writer.Load(consumed, mutant.HasFlag(Mutant.ConsumedNotAcquired) ? Order.Plain : Order.Acquire);
        if (!mutant.HasFlag(Mutant.NoReadBarrier))
        {
            writer.ReadBarrier();
        }

        Value after = mutant.HasFlag(Mutant.NoSecondLook) ? before : writer.Load(identity);
        return r => r[before] == own && r[after] == own ? r[found] : 0;
    }
}
