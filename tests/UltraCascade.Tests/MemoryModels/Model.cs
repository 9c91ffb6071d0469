namespace UltraCascade.Tests.MemoryModels;

/// <summary>Some words of memory, the threads that use them, and what must never come of it.</summary>
internal sealed class Model
{
    private readonly List<byte> _initial = [];
    private readonly List<ModelThread> _threads = [];

    public IReadOnlyList<ModelThread> Threads => _threads;

    public List<Word> Words { get; } = [];

    /// <summary>
    /// Asked when no thread can take another step: null, or what is wrong.
    /// </summary>
    public Func<Registers, string?> Wrong { get; set; } = _ => null;

    public Word Word(string name, params int[] initial)
    {
        Word word = new(name, _initial.Count, Math.Max(1, initial.Length));
        _initial.AddRange(initial.Length == 0 ? [0] : initial.Select(value => (byte)value));
        Words.Add(word);
        return word;
    }

    public ModelThread Thread(string name, ModelThread? after = null, bool mayDie = false)
    {
        ModelThread thread = new(name) { After = after, MayDie = mayDie };
        _threads.Add(thread);
        return thread;
    }

    /// <summary>The first state: memory, then one byte for each instruction.</summary>
    public byte[] InitialState()
    {
        int offset = _initial.Count;
        foreach (ModelThread thread in _threads)
        {
            thread.Offset = offset;
            offset += thread.Instructions.Count;
        }

        byte[] state = new byte[offset];
        state.AsSpan().Fill(Status.Pending);
        _initial.CopyTo(state);
        return state;
    }
}
