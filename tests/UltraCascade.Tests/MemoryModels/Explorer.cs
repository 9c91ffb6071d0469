namespace UltraCascade.Tests.MemoryModels;

/// <summary>What an exploration found: nothing wrong in all states there are, or a run that ends wrong.</summary>
internal sealed record Finding(int States, string? Wrong, IReadOnlyList<string> Run)
{
    public override string ToString() =>
        Wrong == null ? $"{States} states, nothing wrong" : $"{Wrong}{Environment.NewLine}{string.Join(Environment.NewLine, Run)}";
}

/// <summary>
/// Visits every state a model can reach on a machine, each once, compared byte by byte. A step performs one instruction of one
/// thread, or kills a thread that may die.
/// </summary>
internal sealed class Explorer
{
    private const int MaxStates = 4_000_000;
    private const int Killed = -1;

    private readonly Model _model;
    private readonly ThreadView[] _views;
    private readonly Registers _registers = new();
    private readonly Dictionary<byte[], byte[]?> _cameFrom = new(new BytesComparer());
    private readonly Stack<byte[]> _open = new();
    private readonly List<Step> _steps = [];

    private Explorer(Model model, Machine machine)
    {
        _model = model;
        _views = [.. model.Threads.Select(thread => new ThreadView(thread, machine, _registers))];
    }

    /// <summary>Explores, and prints what was found: of a fault the shortest way to see it is the run that leads there.</summary>
    public static Finding Explore(Model model, Machine machine)
    {
        Finding finding = new Explorer(model, machine).Run();
        TestContext.Out.WriteLine($"{machine}: {finding}");
        return finding;
    }

    /// <summary>The machines on which something is found wrong.</summary>
    public static Machine[] WhereWrong(Model model) => [.. Enum.GetValues<Machine>().Where(machine => Explore(model, machine).Wrong != null)];

    private Finding Run()
    {
        byte[] initial = _model.InitialState();
        SettleAll(initial);
        Visit(initial, null);
        while (_open.TryPop(out byte[]? state))
        {
            FindSteps(state);
            foreach (Step step in _steps)
            {
                Visit(step.Reached, state);
            }

            string? wrong = _steps.Count == 0 ? JudgeEnd(state) : null;
            if (wrong != null)
            {
                return new Finding(_cameFrom.Count, wrong, RunTo(state));
            }

            Assert.That(_cameFrom.Count, Is.LessThan(MaxStates), "The model is too big to be explored; make its bounds smaller.");
        }

        return new Finding(_cameFrom.Count, null, []);
    }

    private void Visit(byte[] state, byte[]? from)
    {
        if (_cameFrom.TryAdd(state, from))
        {
            _open.Push(state);
        }
    }

    private string? JudgeEnd(byte[] state)
    {
        bool isStuck = _views.Any(view => !view.IsOver(state) && !_registers.Of(state).Sleeps(view.Thread));
        return isStuck ? "The model itself is stuck." : _model.Wrong(_registers.Of(state));
    }

    private void FindSteps(byte[] state)
    {
        _steps.Clear();
        foreach (ThreadView view in _views)
        {
            if (view.Thread.After is { } before && !_views.Single(other => other.Thread == before).IsOver(state))
            {
                continue;
            }

            view.Settle(state);
            for (int i = 0; i < view.Count; i++)
            {
                if (view.CanPerform(i))
                {
                    byte[] reached = [.. state];
                    Perform(view, i, reached);
                    _steps.Add(new Step(reached, view, i));
                }
            }

            if (view.Thread.MayDie && !view.IsOver(state))
            {
                byte[] reached = [.. state];
                reached.AsSpan(view.Thread.Offset, view.Count).Replace(Status.Pending, Status.Skipped);
                _steps.Add(new Step(reached, view, Killed));
            }
        }

        foreach (Step step in _steps)
        {
            Settle(step);
        }
    }

    // A step changes what its own thread knows; a wake and a death also what others may do.
    private void Settle(Step step)
    {
        if (step.Instruction == Killed || step.View.Thread.Instructions[step.Instruction].Operation == Operation.Wake)
        {
            SettleAll(step.Reached);
            return;
        }

        step.View.Settle(step.Reached);
        foreach (ThreadView follower in _views)
        {
            if (follower.Thread.After != null && follower != step.View)
            {
                follower.Settle(step.Reached);
            }
        }
    }

    private void SettleAll(byte[] state)
    {
        foreach (ThreadView view in _views)
        {
            view.Settle(state);
        }
    }

    private void Perform(ThreadView view, int i, byte[] reached)
    {
        Instruction instruction = view.Thread.Instructions[i];
        ref byte status = ref reached[view.Thread.Offset + i];
        int address = view.Address(i);
        switch (instruction.Operation)
        {
            case Operation.Load:
                status = view.Find(i);
                break;
            case Operation.Store:
                reached[address] = checked((byte)view.Operand(i));
                status = Status.Done;
                break;
            case Operation.Add:
                reached[address] = checked((byte)(reached[address] + view.Operand(i)));
                status = Status.Done;
                break;
            case Operation.Sleep:
                status = reached[address] == view.Operand(i) ? Status.Asleep : Status.Done;
                break;
            default:
                status = Status.Done;
                WakeAll(instruction.Word!, reached);
                break;
        }
    }

    private void WakeAll(Word word, byte[] reached)
    {
        foreach (ModelThread thread in _model.Threads)
        {
            for (int i = 0; i < thread.Instructions.Count; i++)
            {
                ref byte status = ref reached[thread.Offset + i];
                status = status == Status.Asleep && thread.Instructions[i].Word == word ? Status.Done : status;
            }
        }
    }

    private List<string> RunTo(byte[] state)
    {
        List<string> run = [];
        for (byte[]? from = _cameFrom[state]; from != null; state = from, from = _cameFrom[state])
        {
            FindSteps(from);
            Step taken = _steps.First(step => step.Reached.AsSpan().SequenceEqual(state));
            taken.View.Settle(from);
            run.Add($"{taken.View.Thread.Name}: {Describe(taken)}");
        }

        run.Reverse();
        return run;
    }

    private static string Describe(Step step)
    {
        if (step.Instruction == Killed)
        {
            return "killed";
        }

        Instruction instruction = step.View.Thread.Instructions[step.Instruction];
        Word word = instruction.Word!;
        int address = step.View.Address(step.Instruction);
        string name = word.Count == 1 ? word.Name : $"{word.Name}[{address - word.Offset}]";
        byte status = step.Reached[step.View.Thread.Offset + step.Instruction];
        return instruction.Operation switch
        {
            Operation.Load => $"{name} is {status}",
            Operation.Store or Operation.Add => $"{name} = {step.Reached[address]}",
            Operation.Sleep => status == Status.Asleep ? $"sleeps on {name}" : $"finds {name} changed and does not sleep",
            _ => $"wakes who sleeps on {name}",
        };
    }

    private sealed record Step(byte[] Reached, ThreadView View, int Instruction);

    private sealed class BytesComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
