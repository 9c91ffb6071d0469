namespace UltraCascade.SharedMemory;

/// <summary>What came of an attempt to read a frame.</summary>
public enum ReadStatus
{
    /// <summary>A whole frame.</summary>
    Ok,

    /// <summary>The history has nothing newer; its writer lives or stopped on purpose.</summary>
    NotYet,

    /// <summary>Frames were overwritten (or are not in this file) before they were read: counted, and the next read goes on behind them.</summary>
    Lapped,

    /// <summary>The slot stayed half written for all retries, or there is nothing newer and the writer is dead.</summary>
    Stale,

    /// <summary>Nothing was ever shown for this instrument, or there is no such instrument.</summary>
    Empty,
}
