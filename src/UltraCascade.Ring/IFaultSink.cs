namespace UltraCascade.Ring;

/// <summary>Takes the failure of a handler. Called by the failing thread, off the hot path.</summary>
public interface IFaultSink
{
    /// <summary>
    /// Reports a failure. The first one of a ring halts the producer and every processor; true if this was the first.
    /// </summary>
    bool Report(Exception fault);
}
