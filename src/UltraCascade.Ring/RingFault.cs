namespace UltraCascade.Ring;

/// <summary>
/// The one failure that stops a ring, and the root of its halt points. The first report wins: it is stored, then the root
/// is closed (a full fence, so whoever sees the halt sees the failure), then parked threads are woken, then the callback
/// runs. Nobody is left waiting when the callback runs, and a callback that throws takes the process down: loudly.
/// </summary>
public sealed class RingFault : IFaultSink
{
    private readonly Action<Exception>? _onFault;
    private readonly Action _wakeWaiters;
    private Exception? _exception;

    /// <summary>
    /// Creates a sink. <paramref name="wakeWaiters"/> wakes the threads parked on the ring; <paramref name="onFault"/> is
    /// called at most once, on the failing thread.
    /// </summary>
    public RingFault(Action wakeWaiters, Action<Exception>? onFault)
    {
        _wakeWaiters = wakeWaiters;
        _onFault = onFault;
    }

    /// <summary>Root of the ring's halt points.</summary>
    public HaltPoint Halt { get; } = new();

    /// <summary>The first failure, or null.</summary>
    public Exception? Exception => Volatile.Read(ref _exception);

    /// <summary>Whether a handler failed.</summary>
    public bool IsRaised => Exception is not null;

    /// <inheritdoc/>
    public bool Report(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (Interlocked.CompareExchange(ref _exception, fault, null) is not null)
        {
            return false;
        }

        HaltAll();
        _onFault?.Invoke(fault);
        return true;
    }

    /// <summary>Closes the root without a failure: the producer and every processor stop at their next look.</summary>
    public void HaltAll()
    {
        Halt.HaltNow();
        _wakeWaiters();
    }
}
