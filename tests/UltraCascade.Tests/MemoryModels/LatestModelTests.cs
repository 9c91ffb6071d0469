using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// The slot of the latest table (and of the episode table, which has the same protocol): SignalWriter.PublishLatest against
/// SignalReader.TryReadLatest, uc_read_latest and Signals.latest. One writer refreshes the slot twice and may be killed anywhere; its
/// successor repairs (LatestRecovery.Run) and refreshes once more. A reader makes two attempts. A frame is two words that have to be equal.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class LatestModelTests
{
    private const int Writing = 128;

    public enum Mutant
    {
        None,
        NoWritingMark,
        NoWriteBarrier,
        VersionNotReleased,
        VersionNotAcquired,
        NoReadBarrier,
        NoSecondLook,
        MarkNotLookedAt,
        NoRepair,
    }

    [TestCase(X86)]
    [TestCase(Arm)]
    public void ShouldReadWholeFramesInOrder(Machine machine) =>
        Assert.That(Explorer.Explore(Build(Mutant.None), machine).ToString(), Does.EndWith("nothing wrong"));

    [TestCase(Mutant.NoWritingMark, X86, Arm)]
    [TestCase(Mutant.NoWriteBarrier, Arm)]
    [TestCase(Mutant.VersionNotReleased, Arm)]
    [TestCase(Mutant.VersionNotAcquired, Arm)]
    [TestCase(Mutant.NoReadBarrier, Arm)]
    [TestCase(Mutant.NoSecondLook, X86, Arm)]
    [TestCase(Mutant.MarkNotLookedAt, X86, Arm)]
    [TestCase(Mutant.NoRepair, X86, Arm)]
    public void ShouldFindTheFaultOf(Mutant mutant, params Machine[] machines) => Assert.That(Explorer.WhereWrong(Build(mutant)), Is.EqualTo(machines));

    private static Model Build(Mutant mutant)
    {
        Model model = new();
        Slot slot = new(model.Word("version", 1), model.Word("frame", 1, 1), mutant);
        ModelThread writer = model.Thread("PublishLatest", mayDie: true);
        slot.Publish(writer, _ => 2);
        slot.Publish(writer, _ => 3);
        ModelThread successor = model.Thread("successor", after: writer);
        slot.RepairAndPublish(successor);
        ModelThread reader = model.Thread("TryReadLatest");
        Attempt first = slot.Read(reader);
        Attempt second = slot.Read(reader);
        model.Wrong = r => first.Fault(r) ?? second.Fault(r)
            ?? (first.IsAccepted(r) && second.IsAccepted(r) && r[second.Version] < r[first.Version] ? "The version went back." : null)
            ?? (r.Memory(slot.Version) >= Writing ? "The slot stays half written." : null);
        return model;
    }

    /// <summary>What one attempt of the reader saw.</summary>
    private sealed record Attempt(Value Version, Value Word0, Value Word1, Value Again, Mutant Mutant)
    {
        public bool IsAccepted(Registers r) =>
            r[Version] != 0 && (Mutant == Mutant.MarkNotLookedAt || r[Version] < Writing)
            && (Mutant == Mutant.NoSecondLook || r[Again] == r[Version]);

        public string? Fault(Registers r) => IsAccepted(r) && (r[Word0] != r[Word1] || r[Word0] != r[Version] % Writing)
            ? $"A torn frame was read: version {r[Version]}, words {r[Word0]} and {r[Word1]}."
            : null;
    }

    private sealed record Slot(Word Version, Word Frame, Mutant Mutant)
    {
        public void Publish(ModelThread writer, Func<Registers, int> version)
        {
            if (Mutant != Mutant.NoWritingMark)
            {
                writer.Store(Version, r => Writing + version(r), Order.Release);
            }

            if (Mutant != Mutant.NoWriteBarrier)
            {
                writer.WriteBarrier();
            }

            writer.Store(Frame, version, index: _ => 0);
            writer.Store(Frame, version, index: _ => 1);
            writer.Store(Version, version, Mutant == Mutant.VersionNotReleased ? Order.Plain : Order.Release);
        }

        // LatestRecovery.Run, then PublishLatest: version = (version == 0 ? floor : version) + 1.
        public void RepairAndPublish(ModelThread successor)
        {
            Value found = successor.Load(Version);
            Value next = successor.Let(r => r[found] % Writing + 1);
            if (Mutant == Mutant.NoRepair)
            {
                return;
            }

            successor.When(r => r[found] >= Writing, () => successor.StoreRelease(Version, 0));
            Publish(successor, r => r[next]);
        }

        public Attempt Read(ModelThread reader)
        {
            Value version = reader.Load(Version, Mutant == Mutant.VersionNotAcquired ? Order.Plain : Order.Acquire);
            Value word0 = reader.Load(Frame, index: _ => 0);
            Value word1 = reader.Load(Frame, index: _ => 1);
            if (Mutant != Mutant.NoReadBarrier)
            {
                reader.ReadBarrier();
            }

            return new Attempt(version, word0, word1, reader.Load(Version), Mutant);
        }
    }
}
