namespace UltraCascade.Ring;

/// <summary>
/// Looks again at once, without a pause: the lowest latency, for a thread that has a core to itself. With fewer cores than
/// threads it burns the time slice that the awaited thread needs.
/// </summary>
public readonly struct BusySpinWaitStrategy : IWaitStrategy
{
    /// <inheritdoc/>
    public static bool NeedsSignal => false;

    /// <inheritdoc/>
    public SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency, HaltPoint halt)
        where TDependency : struct, IDependency
    {
        long available;
        while ((available = dependency.GetAvailable(sequence)) < sequence)
        {
            if (halt.IsReached(sequence))
            {
                return SequenceWaitResult.Halted;
            }
        }

        return SequenceWaitResult.Available(available);
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking()
    {
    }
}
