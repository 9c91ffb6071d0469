namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// What the threads of one state know: the values loads have brought. Whoever asks for a value that is not there yet gets 0 and
/// sets <see cref="IsUnresolved"/>: that is how dependencies between instructions are found.
/// </summary>
internal sealed class Registers
{
    private byte[] _state = [];

    /// <summary>Whether something was asked for that is not known yet.</summary>
    public bool IsUnresolved { get; private set; }

    /// <summary>The value; 0 for one that was never loaded because its branch was not taken.</summary>
    public int this[Value value]
    {
        get
        {
            if (value.Formula != null)
            {
                return value.Formula(this);
            }

            byte stored = _state[value.Thread.Offset + value.Slot];
            IsUnresolved |= stored == Status.Pending;
            return stored <= Status.MaxValue ? stored : 0;
        }
    }

    /// <summary>Looks at another state.</summary>
    public Registers Of(byte[] state)
    {
        _state = state;
        IsUnresolved = false;
        return this;
    }

    /// <summary>The value of a formula, or null when it is not known yet.</summary>
    public int? Try(Func<Registers, int> formula)
    {
        IsUnresolved = false;
        int result = formula(this);
        return IsUnresolved ? null : result;
    }

    /// <summary>Whether a thread sleeps for ever.</summary>
    public bool Sleeps(ModelThread thread) => _state.AsSpan(thread.Offset, thread.Instructions.Count).Contains(Status.Asleep);

    /// <summary>A word of the memory.</summary>
    public int Memory(Word word, int index = 0) => _state[word.Offset + index];
}

/// <summary>What a byte of a state says about an instruction: a value that was loaded, or one of these.</summary>
internal static class Status
{
    public const byte MaxValue = 249;
    public const byte Done = 250;
    public const byte Asleep = 251;
    public const byte Skipped = 252;
    public const byte Pending = 253;
}

/// <summary>A word of the memory that is modelled, or <paramref name="Count"/> of them side by side (a field of each slot).</summary>
internal sealed record Word(string Name, int Offset, int Count);

/// <summary>What a load brings, or a formula over such values.</summary>
internal sealed record Value(ModelThread Thread, int Slot, Func<Registers, int>? Formula = null);
