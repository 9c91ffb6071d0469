namespace UltraCascade.Ring;

/// <summary>
/// Spins, then yields, then sleeps: quick while records come densely, free of charge when they stop. Publishing costs what
/// it costs with <see cref="BlockingWaitStrategy{TParker}"/>.
/// </summary>
/// <typeparam name="TParker">Monitor or futex.</typeparam>
public readonly struct AdaptiveWaitStrategy<TParker> : IWaitStrategy
    where TParker : struct, IParker
{
    /// <summary>Looks without giving up the core, unless told otherwise.</summary>
    public const int DefaultSpinTries = 2000;

    /// <summary>Looks with the core offered to others between them, unless told otherwise.</summary>
    public const int DefaultYieldTries = 100;

    private readonly ParkingSpot<TParker> _spot;
    private readonly int _spinTries;
    private readonly int _yieldTries;

    /// <summary>Creates a strategy with a parking spot of its own; copies share it.</summary>
    public AdaptiveWaitStrategy(
        TParker parker,
        int spinTries = DefaultSpinTries,
        int yieldTries = DefaultYieldTries,
        TimeSpan? bound = null)
    {
        _spot = new ParkingSpot<TParker>(parker, bound);
        _spinTries = spinTries;
        _yieldTries = yieldTries;
    }

    /// <inheritdoc/>
    public static bool NeedsSignal => true;

    /// <inheritdoc/>
    public SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency, HaltPoint halt)
        where TDependency : struct, IDependency
    {
        int tries = _spinTries + _yieldTries;
        for (int i = 0; i < tries; i++)
        {
            long available = dependency.GetAvailable(sequence);
            if (available >= sequence)
            {
                return SequenceWaitResult.Available(available);
            }

            if (halt.IsReached(sequence))
            {
                return SequenceWaitResult.Halted;
            }

            if (i >= _spinTries)
            {
                Thread.Yield();
            }
        }

        return _spot.WaitFor(sequence, in dependency, halt);
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking() => _spot.Signal();
}
