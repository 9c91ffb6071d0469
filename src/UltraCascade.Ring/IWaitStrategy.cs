namespace UltraCascade.Ring;

/// <summary>
/// How a processor waits for the work before it. A struct; copies share their state (the parking spot), so that the
/// producer and every processor of a ring hold the same strategy.
/// </summary>
public interface IWaitStrategy
{
    /// <summary>
    /// Whether waiting threads may be parked, so that whoever publishes must call <see cref="SignalAllWhenBlocking"/>. A
    /// constant to the JIT: where it is false the call and its fence vanish.
    /// </summary>
    static abstract bool NeedsSignal { get; }

    /// <summary>
    /// Waits until <paramref name="sequence"/> is available, a halt point ends the wait, or the strategy's bound is reached.
    /// What is available has been acquired. Allocates nothing.
    /// </summary>
    SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency, HaltPoint halt)
        where TDependency : struct, IDependency;

    /// <summary>
    /// Wakes whoever is parked. Called after a sequence or a halt point was stored; contains the full fence between that
    /// store and the look at the waiter flag.
    /// </summary>
    void SignalAllWhenBlocking();
}
