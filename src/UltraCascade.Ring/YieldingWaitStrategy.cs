namespace UltraCascade.Ring;

/// <summary>Looks a hundred times, then offers the core to other threads between looks. Uses a whole core when nobody wants it.</summary>
public readonly struct YieldingWaitStrategy : IWaitStrategy
{
    private const int SpinTries = 100;

    /// <inheritdoc/>
    public static bool NeedsSignal => false;

    /// <inheritdoc/>
    public SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency, HaltPoint halt)
        where TDependency : struct, IDependency
    {
        int triesLeft = SpinTries;
        long available;
        while ((available = dependency.GetAvailable(sequence)) < sequence)
        {
            if (halt.IsReached(sequence))
            {
                return SequenceWaitResult.Halted;
            }

            if (triesLeft > 0)
            {
                triesLeft--;
            }
            else
            {
                Thread.Yield();
            }
        }

        return SequenceWaitResult.Available(available);
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking()
    {
    }
}
