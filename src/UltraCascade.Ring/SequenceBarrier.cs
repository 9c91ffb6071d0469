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
    private readonly TWait _wait;

    /// <summary>Creates a barrier behind <paramref name="dependencies"/>, ended also by <paramref name="ringHalt"/>.</summary>
    public SequenceBarrier(DependentSequenceGroup dependencies, TWait wait, HaltPoint ringHalt)
    {
        _dependencies = dependencies;
        _wait = wait;
        Halt = new HaltPoint(ringHalt);
    }

    /// <summary>The barrier's halt point. To end a wait use <see cref="Alert"/>, which wakes the waiter too.</summary>
    public HaltPoint Halt { get; }

    /// <summary>Highest sequence that is available now (acquire).</summary>
    public long AvailableSequence => _dependencies.Value;

    /// <summary>Whether nothing further may be worked on.</summary>
    public bool IsAlerted => Halt.Limit < 0;

    /// <summary>
    /// Waits for <paramref name="sequence"/>. If it is there already one acquire load per dependency is all, and a halt point is
    /// not looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SequenceWaitResult WaitFor(long sequence)
    {
        long available = _dependencies.Value;
        return available >= sequence
            ? SequenceWaitResult.Available(available)
            : _wait.WaitFor(sequence, in _dependencies, Halt);
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
