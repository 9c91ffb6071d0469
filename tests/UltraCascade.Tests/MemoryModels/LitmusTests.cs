using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// The explorer against what is known of the processors: the classic litmus tests, by their usual names. Each says on which
/// machines its outcome can be seen. A machine that is too strict would let a protocol pass that is wrong; one that is too lax
/// would condemn one that is right.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class LitmusTests
{
    private static readonly Machine[] s_nowhere = [];
    private static readonly Machine[] s_arm = [Arm];
    private static readonly Machine[] s_both = [X86, Arm];

    private static IEnumerable<TestCaseData> Tests =>
    [
        Case("SB", StoreBuffering(fence: false), s_both),
        Case("SB+mfence+mfence", StoreBuffering(fence: true), s_nowhere),
        Case("SB+release+acquire", StoreBuffering(fence: false, releaseAndAcquire: true), s_both),
        Case("SB+rfi", ForwardedStore(), s_both),
        Case("MP", MessagePassing(_ => { }, _ => { }), s_arm),
        Case("MP+dmb.st+plain", MessagePassing(t => t.WriteBarrier(), _ => { }), s_arm),
        Case("MP+plain+dmb.ld", MessagePassing(_ => { }, t => t.ReadBarrier()), s_arm),
        Case("MP+dmb.st+dmb.ld", MessagePassing(t => t.WriteBarrier(), t => t.ReadBarrier()), s_nowhere),
        Case("MP+dmb.ld+dmb.st", MessagePassing(t => t.ReadBarrier(), t => t.WriteBarrier()), s_arm),
        Case("MP+release+acquire", MessagePassing(_ => { }, _ => { }, Order.Release, Order.Acquire), s_nowhere),
        Case("MP+release+plain", MessagePassing(_ => { }, _ => { }, Order.Release), s_arm),
        Case("MP+release+ctrl", MessagePassingByDependency(address: false), s_arm),
        Case("MP+release+addr", MessagePassingByDependency(address: true), s_nowhere),
        Case("LB", LoadBuffering(data: false, branch: false), s_arm),
        Case("LB+data+data", LoadBuffering(data: true, branch: false), s_nowhere),
        Case("LB+ctrl+ctrl", LoadBuffering(data: false, branch: true), s_nowhere),
        Case("CoRR", SameWordTwice(), s_nowhere),
        Case("IRIW", IndependentReads(Order.Plain), s_arm),
        Case("IRIW+acquire+acquire", IndependentReads(Order.Acquire), s_nowhere),
        Case("WRC+data+addr", WriteToReadCausality(), s_nowhere),
        Case("2+2W", TwoTimesTwoWrites(fence: false), s_arm),
        Case("2+2W+dmb.st+dmb.st", TwoTimesTwoWrites(fence: true), s_nowhere),
    ];

    [TestCaseSource(nameof(Tests))]
    public void ShouldAllowWhatTheProcessorDoes(Model model, Machine[] expected) => Assert.That(Explorer.WhereWrong(model), Is.EqualTo(expected));

    private static TestCaseData Case(string name, Model model, Machine[] machines) =>
        new TestCaseData(model, machines).SetName($"ShouldAllowWhatTheProcessorDoes({name})");

    private static Model StoreBuffering(bool fence, bool releaseAndAcquire = false)
    {
        Model model = new();
        Word[] words = [model.Word("x"), model.Word("y")];
        Value[] seen = [.. Enumerable.Range(0, 2).Select(i =>
        {
            ModelThread thread = model.Thread($"T{i}");
            thread.Store(words[i], 1, releaseAndAcquire ? Order.Release : Order.Plain);
            if (fence)
            {
                thread.FullFence();
            }

            return thread.Load(words[1 - i], releaseAndAcquire ? Order.Acquire : Order.Plain);
        })];
        return SeenWhen(model, r => r[seen[0]] == 0 && r[seen[1]] == 0);
    }

    // Each thread sees its own store before the other does.
    private static Model ForwardedStore()
    {
        Model model = new();
        Word[] words = [model.Word("x"), model.Word("y")];
        (Value Own, Value Other)[] seen = [.. Enumerable.Range(0, 2).Select(i =>
        {
            ModelThread thread = model.Thread($"T{i}");
            thread.Store(words[i], 1);
            return (thread.Load(words[i]), thread.Load(words[1 - i]));
        })];
        return SeenWhen(model, r => seen.All(s => r[s.Own] == 1 && r[s.Other] == 0));
    }

    private static Model MessagePassing(
        Action<ModelThread> writerFence, Action<ModelThread> readerFence, Order store = Order.Plain, Order load = Order.Plain)
    {
        Model model = new();
        Word data = model.Word("data");
        Word flag = model.Word("flag");
        ModelThread writer = model.Thread("writer");
        writer.Store(data, 1);
        writerFence(writer);
        writer.Store(flag, 1, store);
        ModelThread reader = model.Thread("reader");
        Value ready = reader.Load(flag, load);
        readerFence(reader);
        Value found = reader.Load(data);
        return SeenWhen(model, r => r[ready] == 1 && r[found] == 0);
    }

    private static Model MessagePassingByDependency(bool address)
    {
        Model model = new();
        Word data = model.Word("data", 0, 0);
        Word flag = model.Word("flag");
        ModelThread writer = model.Thread("writer");
        writer.Store(data, 1, index: 1);
        writer.StoreRelease(flag, 1);
        ModelThread reader = model.Thread("reader");
        Value ready = reader.Load(flag);
        Value? found = null;
        reader.When(r => r[ready] == 1, () => found = reader.Load(data, index: address ? r => r[ready] : _ => 1));
        return SeenWhen(model, r => r[ready] == 1 && r[found!] == 0);
    }

    private static Model LoadBuffering(bool data, bool branch)
    {
        Model model = new();
        Word[] words = [model.Word("x"), model.Word("y")];
        Value[] seen = [.. Enumerable.Range(0, 2).Select(i =>
        {
            ModelThread thread = model.Thread($"T{i}");
            Value found = thread.Load(words[i]);
            thread.When(r => !branch || r[found] == 1, () => thread.Store(words[1 - i], r => data ? r[found] : 1));
            return found;
        })];
        return SeenWhen(model, r => r[seen[0]] == 1 && r[seen[1]] == 1);
    }

    private static Model SameWordTwice()
    {
        Model model = new();
        Word x = model.Word("x");
        model.Thread("writer").Store(x, 1);
        ModelThread reader = model.Thread("reader");
        Value first = reader.Load(x);
        Value second = reader.Load(x);
        return SeenWhen(model, r => r[first] == 1 && r[second] == 0);
    }

    private static Model IndependentReads(Order order)
    {
        Model model = new();
        Word[] words = [model.Word("x"), model.Word("y")];
        model.Thread("writer of x").Store(words[0], 1);
        model.Thread("writer of y").Store(words[1], 1);
        (Value First, Value Second)[] seen = [.. Enumerable.Range(0, 2).Select(i =>
        {
            ModelThread reader = model.Thread($"reader {i}");
            return (reader.Load(words[i], order), reader.Load(words[1 - i], order));
        })];
        return SeenWhen(model, r => seen.All(s => r[s.First] == 1 && r[s.Second] == 0));
    }

    private static Model WriteToReadCausality()
    {
        Model model = new();
        Word x = model.Word("x", 0, 0);
        Word y = model.Word("y");
        model.Thread("first").Store(x, 1, index: 1);
        ModelThread second = model.Thread("second");
        Value seen = second.Load(x, index: _ => 1);
        second.Store(y, r => r[seen]);
        ModelThread third = model.Thread("third");
        Value told = third.Load(y);
        Value found = third.Load(x, index: r => r[told]);
        return SeenWhen(model, r => r[told] == 1 && r[found] == 0);
    }

    private static Model TwoTimesTwoWrites(bool fence)
    {
        Model model = new();
        Word[] words = [model.Word("x"), model.Word("y")];
        for (int i = 0; i < 2; i++)
        {
            ModelThread thread = model.Thread($"T{i}");
            thread.Store(words[i], 1);
            if (fence)
            {
                thread.WriteBarrier();
            }

            thread.Store(words[1 - i], 2);
        }

        return SeenWhen(model, r => words.All(word => r.Memory(word) == 1));
    }

    private static Model SeenWhen(Model model, Func<Registers, bool> outcome)
    {
        model.Wrong = r => outcome(r) ? "seen" : null;
        return model;
    }
}
