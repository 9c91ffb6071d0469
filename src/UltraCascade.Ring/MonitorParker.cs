namespace UltraCascade.Ring;

/// <summary>Parks on a monitor of the class library: works everywhere, without native code. The lock is taken only to sleep or to wake.</summary>
public readonly struct MonitorParker : IParker
{
    private readonly Gate _gate;

    /// <summary>Creates a parker of its own; copies share it.</summary>
    public MonitorParker()
    {
        _gate = new Gate();
    }

    /// <inheritdoc/>
    public int Epoch => Volatile.Read(ref _gate.Epoch);

    /// <inheritdoc/>
    public void Park(int expected, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_gate.Epoch == expected)
            {
                Monitor.Wait(_gate, timeout);
            }
        }
    }

    /// <inheritdoc/>
    public void WakeAll()
    {
        lock (_gate)
        {
            Volatile.Write(ref _gate.Epoch, _gate.Epoch + 1);
            Monitor.PulseAll(_gate);
        }
    }

    // Written under its own lock; read without it by Epoch above.
    private sealed class Gate
    {
        public int Epoch;
    }
}
