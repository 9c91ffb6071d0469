namespace UltraCascade.Ring;

/// <summary>A handler threw: which processor, at which sequence, and (inner exception) what.</summary>
public sealed class HandlerFaultException : Exception
{
    /// <summary>Creates the report of one failure.</summary>
    public HandlerFaultException(string processor, long sequence, Exception inner)
        : base($"Handler '{processor}' failed at sequence {sequence}: {inner.Message}", inner)
    {
        Processor = processor;
        Sequence = sequence;
    }

    /// <summary>Name of the processor.</summary>
    public string Processor { get; }

    /// <summary>
    /// Sequence of the record that the handler was given; the one it waited for when the failure was in OnStart, OnTimeout
    /// or OnShutdown.
    /// </summary>
    public long Sequence { get; }
}
