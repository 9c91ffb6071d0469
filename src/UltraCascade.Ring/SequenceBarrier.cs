using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// What one processor waits behind: the cursor, or the sequences of the processors before it, and a halt point of its own
/// below the ring's.
/// </summary>
/// <typeparam name="TWait">Wait strategy of the ring.</typeparam>
public sealed class SequenceBarrier<TWait>
    where TWait : struct, IWaitStrategy
{
    private readonly DependentSequenceGroup _dependencies;
    private readonly SlotSequences _slots;
    private readonly TWait _wait;

    /// <summary>Creates a barrier behind <paramref name="dependencies"/>, ended also by <paramref name="ringHalt"/>.</summary>
    public SequenceBarrier(DependentSequenceGroup dependencies, TWait wait, HaltPoint ringHalt)
    {
        _dependencies = dependencies;
        _wait = wait;
        Halt = new HaltPoint(ringHalt);
    }

    /// <summary>Creates a barrier behind the producer alone, whose sequences are in the slots; the cursor serves whoever asks how far it is.</summary>
    internal SequenceBarrier(SlotSequences slots, Sequence cursor, TWait wait, HaltPoint ringHalt)
        : this(new DependentSequenceGroup([cursor]), wait, ringHalt)
    {
        _slots = slots;
    }

    /// <summary>The barrier's halt point. To end a wait use <see cref="Alert"/>, which wakes the waiter too.</summary>
    public HaltPoint Halt { get; }

    /// <summary>Highest sequence that is available now (acquire).</summary>
    public long AvailableSequence => _dependencies.Value;

    /// <summary>Whether nothing further may be worked on.</summary>
    public bool IsAlerted => Halt.Limit < 0;

    /// <summary>
    /// Waits for <paramref name="sequence"/>. If it is there already one acquire load per dependency is all, and a halt point is
    /// not looked at. The wait is compiled once for each kind of dependency.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SequenceWaitResult WaitFor(long sequence) => _slots.IsThere ? WaitFor(sequence, in _slots) : WaitFor(sequence, in _dependencies);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency)
        where TDependency : struct, IDependency
    {
        long available = dependency.GetAvailable(sequence);
        return available >= sequence
            ? SequenceWaitResult.Available(available)
            : _wait.WaitFor(sequence, in dependency, Halt);
    }

    /// <summary>Ends the wait at once and for good.</summary>
    public void Alert() => AlertAfter(-1);

    /// <summary>Ends waits for sequences after <paramref name="sequence"/>.</summary>
    public void AlertAfter(long sequence)
    {
        Halt.HaltAfter(sequence);
        _wait.SignalAllWhenBlocking();
    }
}
