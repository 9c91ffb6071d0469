namespace UltraCascade.Ring;

/// <summary>
/// Sleeps until woken: costs no core while idle, and some microseconds to wake. Publishing costs a full fence, and a lock or
/// a system call only when somebody sleeps.
/// </summary>
/// <typeparam name="TParker">Monitor or futex.</typeparam>
public readonly struct BlockingWaitStrategy<TParker> : IWaitStrategy
    where TParker : struct, IParker
{
    private readonly ParkingSpot<TParker> _spot;

    /// <summary>Creates a strategy with a parking spot of its own; copies share it.</summary>
    public BlockingWaitStrategy(TParker parker, TimeSpan? bound = null)
    {
        _spot = new ParkingSpot<TParker>(parker, bound);
    }

    /// <inheritdoc/>
    public static bool NeedsSignal => true;

    /// <inheritdoc/>
    public SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency, HaltPoint halt)
        where TDependency : struct, IDependency
        => _spot.WaitFor(sequence, in dependency, halt);

    /// <inheritdoc/>
    public void SignalAllWhenBlocking() => _spot.Signal();
}
