namespace UltraCascade.Ring;

/// <summary>A processor seen by whoever starts and stops the graph. Nothing here is on the hot path.</summary>
public interface IEventProcessor
{
    /// <summary>Name, also of the thread.</summary>
    string Name { get; }

    /// <summary>How far it has come: for barriers behind it and for gating.</summary>
    Sequence Sequence { get; }

    /// <summary>Whether its loop was entered and has not been left.</summary>
    bool IsRunning { get; }

    /// <summary>Its own failure, or null.</summary>
    Exception? Fault { get; }

    /// <summary>
    /// Runs the loop on a new background thread. <paramref name="onThreadStart"/> runs first on it, to pin it; if it throws, that is
    /// a failure like a handler's.
    /// </summary>
    void Start(Action? onThreadStart = null);

    /// <summary>Runs the loop on the calling thread until it is halted or fails.</summary>
    void RunOnCurrentThread();

    /// <summary>Stops it at the next end of a batch. Any thread.</summary>
    void Halt();

    /// <summary>Stops it when everything up to <paramref name="sequence"/> is handled. Any thread.</summary>
    void HaltAfter(long sequence);

    /// <summary>Stops it when everything published by now is handled. Any thread.</summary>
    void Drain();

    /// <summary>Waits for the end of the thread that <see cref="Start"/> made; false after <paramref name="timeout"/>.</summary>
    bool Join(TimeSpan timeout);
}
