namespace UltraCascade.Tests.MemoryModels;

/// <summary>One step of a thread.</summary>
internal sealed record Instruction(
    Operation Operation, Order Order, Word? Word, Func<Registers, int> Index, Func<Registers, int> Operand,
    Access Before, Access After, Func<Registers, int>[] Guards)
{
    /// <summary>What a fence has to look at it as.</summary>
    public Access Access => Operation switch
    {
        Operation.Load => Access.Load,
        Operation.Store => Access.Store,
        Operation.Fence => Access.None,
        _ => Access.Both,
    };

    /// <summary>Whether nothing passes it in either direction.</summary>
    public bool IsBarrier => Operation is Operation.Add or Operation.Sleep or Operation.Wake;
}

/// <summary>
/// The program of one thread, written as the code it stands for: straight on, with <see cref="When"/> for its branches and loops
/// unrolled. Each instruction runs at most once.
/// </summary>
internal sealed class ModelThread(string name)
{
    private static readonly Func<Registers, int> s_zero = _ => 0;

    private readonly List<Instruction> _instructions = [];
    private readonly Stack<Func<Registers, int>> _guards = new();

    public string Name { get; } = name;

    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>Where its instructions stand in a state.</summary>
    public int Offset { get; set; }

    /// <summary>Whether it may be killed between any two of its steps.</summary>
    public bool MayDie { get; init; }

    /// <summary>The thread after whose end (or death) it begins.</summary>
    public ModelThread? After { get; init; }

    public Value Load(Word word, Order order = Order.Plain, Func<Registers, int>? index = null)
    {
        Add(Operation.Load, order, word, index, s_zero);
        return new Value(this, _instructions.Count - 1);
    }

    public Value LoadAcquire(Word word, Func<Registers, int>? index = null) => Load(word, Order.Acquire, index);

    public void Store(Word word, Func<Registers, int> value, Order order = Order.Plain, Func<Registers, int>? index = null) =>
        Add(Operation.Store, order, word, index, value);

    public void Store(Word word, int value, Order order = Order.Plain, int index = 0) => Store(word, _ => value, order, _ => index);

    public void StoreRelease(Word word, int value, int index = 0) => Store(word, value, Order.Release, index);

    /// <summary>Loads before it stay before loads and stores after it: Volatile.ReadBarrier, uc_fence_acquire.</summary>
    public void ReadBarrier() => Fence(Access.Load, Access.Both);

    /// <summary>Stores before it stay before stores after it: Volatile.WriteBarrier.</summary>
    public void WriteBarrier() => Fence(Access.Store, Access.Store);

    /// <summary>Interlocked.MemoryBarrier.</summary>
    public void FullFence() => Fence(Access.Both, Access.Both);

    public void Increment(Word word) => Add(Operation.Add, Order.Plain, word, null, _ => 1);

    public void Sleep(Word word, Func<Registers, int> expected) => Add(Operation.Sleep, Order.Plain, word, null, expected);

    public void Wake(Word word) => Add(Operation.Wake, Order.Plain, word, null, s_zero);

    /// <summary>A name for something computed from values.</summary>
    public Value Let(Func<Registers, int> formula) => new(this, -1, formula);

    /// <summary>The steps of <paramref name="then"/> happen only when the condition holds.</summary>
    public void When(Func<Registers, bool> condition, Action then)
    {
        _guards.Push(r => condition(r) ? 1 : 0);
        then();
        _guards.Pop();
    }

    private void Fence(Access before, Access after) => Add(Operation.Fence, Order.Plain, null, null, s_zero, before, after);

    private void Add(
        Operation operation, Order order, Word? word, Func<Registers, int>? index, Func<Registers, int> operand,
        Access before = Access.None, Access after = Access.None) =>
        _instructions.Add(new Instruction(operation, order, word, index ?? s_zero, operand, before, after, [.. _guards.Reverse()]));
}
