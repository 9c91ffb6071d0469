namespace UltraCascade.Ring;

/// <summary>
/// The processors of one graph, started and stopped together. Order of use: start all, produce, then <see cref="Drain"/> or
/// <see cref="Halt"/>, then <see cref="Join"/>, and only then free the ring's memory.
/// </summary>
public sealed class EventProcessorGroup
{
    private readonly IEventProcessor[] _processors;

    /// <summary>Groups <paramref name="processors"/>: all of a graph, or those behind a dependency drain for ever.</summary>
    public EventProcessorGroup(params ReadOnlySpan<IEventProcessor> processors)
    {
        _processors = processors.ToArray();
    }

    /// <summary>The processors, in the order given.</summary>
    public ReadOnlySpan<IEventProcessor> Processors => _processors;

    /// <summary>Whether any loop is still running.</summary>
    public bool IsRunning => Array.Exists(_processors, static processor => processor.IsRunning);

    /// <summary>
    /// Starts every processor on its own thread. <paramref name="onThreadStart"/> gets its place in the group, on that thread, to pin it.
    /// </summary>
    public void Start(Action<int>? onThreadStart = null)
    {
        for (int i = 0; i < _processors.Length; i++)
        {
            int place = i;
            _processors[i].Start(onThreadStart is null ? null : () => onThreadStart(place));
        }
    }

    /// <summary>Stops every processor at its next end of a batch.</summary>
    public void Halt()
    {
        foreach (IEventProcessor processor in _processors)
        {
            processor.Halt();
        }
    }

    /// <summary>
    /// Lets every processor handle everything up to <paramref name="sequence"/> (the cursor, once the producer has stopped) and
    /// stop there.
    /// </summary>
    public void Drain(long sequence)
    {
        foreach (IEventProcessor processor in _processors)
        {
            processor.HaltAfter(sequence);
        }
    }

    /// <summary>Waits until every thread has ended; false if one has not after <paramref name="timeout"/>.</summary>
    public bool Join(TimeSpan timeout)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        foreach (IEventProcessor processor in _processors)
        {
            long left = Math.Max(0, deadline - Environment.TickCount64);
            if (!processor.Join(TimeSpan.FromMilliseconds(left)))
            {
                return false;
            }
        }

        return true;
    }
}
