namespace UltraCascade.SharedMemory;

/// <summary>Where a reader of the history begins.</summary>
public enum HistoryStart
{
    /// <summary>With the next frame that is published.</summary>
    Latest,

    /// <summary>With the oldest frame that is still there.</summary>
    Oldest,

    /// <summary>With a given sequence; what is gone already counts as lapped.</summary>
    Sequence,
}
