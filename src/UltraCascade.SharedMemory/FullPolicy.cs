namespace UltraCascade.SharedMemory;

/// <summary>What a feed writer does when the engine is a whole feed behind.</summary>
public enum FullPolicy
{
    /// <summary>Nothing is lost: the record is not taken, and the caller waits (replay, import).</summary>
    Wait,

    /// <summary>Time does not wait: the record is dropped and counted, and a Gap record tells the engine (live).</summary>
    Drop,
}
