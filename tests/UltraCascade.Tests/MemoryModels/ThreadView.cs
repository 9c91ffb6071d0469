namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// One thread in one state: which of its instructions may be performed next. The rules of <see cref="Machine"/> are here and
/// nowhere else.
/// </summary>
internal sealed class ThreadView(ModelThread thread, Machine machine, Registers registers)
{
    // Of each instruction: whether it is on the path taken (null: not decided), which word it means and what it stores (null: not known).
    private readonly bool?[] _taken = new bool?[thread.Instructions.Count];
    private readonly int?[] _index = new int?[thread.Instructions.Count];
    private readonly int?[] _operand = new int?[thread.Instructions.Count];
    private byte[] _state = [];

    public ModelThread Thread => thread;

    public int Count => thread.Instructions.Count;

    /// <summary>Looks at a state, and does in it what costs nothing and hides nothing: instructions off the path are skipped, fences passed.</summary>
    public void Settle(byte[] state)
    {
        _state = state;
        for (int i = 0; i < Count; i++)
        {
            Instruction instruction = thread.Instructions[i];
            _taken[i] = IsTaken(instruction);
            _index[i] = registers.Of(state).Try(instruction.Index);
            _operand[i] = registers.Try(instruction.Operand);
            if (IsPending(i) && _taken[i] == false)
            {
                state[thread.Offset + i] = Status.Skipped;
            }
            else if (IsPending(i) && instruction.Operation == Operation.Fence && !IsHeldBack(i))
            {
                state[thread.Offset + i] = Status.Done;
            }
        }
    }

    /// <summary>Whether the thread has ended, or was killed, in this state.</summary>
    public bool IsOver(byte[] state) => state.AsSpan(thread.Offset, Count).IndexOfAny(Status.Pending, Status.Asleep) < 0;

    /// <summary>Whether instruction <paramref name="j"/> may be performed now.</summary>
    public bool CanPerform(int j)
    {
        Instruction instruction = thread.Instructions[j];
        if (_state[thread.Offset + j] != Status.Pending || instruction.Operation == Operation.Fence || _index[j] == null || _operand[j] == null)
        {
            return false;
        }

        // Only loads are performed before it is known whether they are wanted: nobody else sees them. All else waits for every
        // branch before it, and for the address of every access before it.
        return (instruction.Operation == Operation.Load || (_taken[j] == true && IsPathKnown(j))) && !IsHeldBack(j);
    }

    public int Address(int j) => thread.Instructions[j].Word!.Offset + _index[j]!.Value;

    public int Operand(int j) => _operand[j]!.Value;

    /// <summary>What a load finds: the thread's own newest store that is still on its way, or the memory.</summary>
    public byte Find(int j)
    {
        for (int i = j - 1; i >= 0; i--)
        {
            if (thread.Instructions[i].Operation == Operation.Store && IsPending(i) && _taken[i] == true && MeansTheSame(i, j))
            {
                return (byte)_operand[i]!.Value;
            }
        }

        return _state[Address(j)];
    }

    private bool IsPending(int i) => _state[thread.Offset + i] is Status.Pending or Status.Asleep;

    private bool? IsTaken(Instruction instruction)
    {
        bool? taken = true;
        foreach (Func<Registers, int> guard in instruction.Guards)
        {
            int? holds = registers.Of(_state).Try(guard);
            if (holds == 0)
            {
                return false;
            }

            taken = holds == null ? null : taken;
        }

        return taken;
    }

    private bool IsPathKnown(int j)
    {
        for (int i = 0; i < j; i++)
        {
            if (_taken[i] == null || (IsPending(i) && _index[i] == null))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsHeldBack(int j)
    {
        for (int i = 0; i < j; i++)
        {
            if (IsPending(i) && Precedes(i, j))
            {
                return true;
            }
        }

        return false;
    }

    // Whether i, which has not been performed, has to be before j can be.
    private bool Precedes(int i, int j)
    {
        Instruction first = thread.Instructions[i];
        Instruction second = thread.Instructions[j];
        if (first.IsBarrier || second.IsBarrier)
        {
            return true;
        }

        if (first.Operation == Operation.Fence || second.Operation == Operation.Fence)
        {
            return first.Operation != Operation.Fence
                ? second.Before.HasFlag(first.Access) || first.Order == Order.Acquire
                : second.Operation == Operation.Fence
                    ? first.After == Access.Both
                    : first.After.HasFlag(second.Access);
        }

        if (MayMeanTheSame(i, j))
        {
            // A load may take the value of a store that is still on its way, once that is known.
            bool isForwarded = first.Operation == Operation.Store && second.Operation == Operation.Load
                && _taken[i] == true && _index[i] != null && _index[j] != null && _operand[i] != null;
            return !isForwarded;
        }

        return machine == Machine.X86
            ? first.Operation == Operation.Load || second.Operation == Operation.Store
            : first.Order == Order.Acquire || second.Order == Order.Release;
    }

    private bool MeansTheSame(int i, int j) => thread.Instructions[i].Word == thread.Instructions[j].Word && _index[i] == _index[j];

    private bool MayMeanTheSame(int i, int j) =>
        thread.Instructions[i].Word == thread.Instructions[j].Word && (_index[i] == null || _index[j] == null || _index[i] == _index[j]);
}
