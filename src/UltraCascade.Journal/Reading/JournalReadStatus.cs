namespace UltraCascade.Journal;

/// <summary>What a reader found at its place.</summary>
public enum JournalReadStatus
{
    /// <summary>Records, or a block.</summary>
    Ok = 0,

    /// <summary>Nothing follows yet. Ask again when the writer may have gone on.</summary>
    End = 1,

    /// <summary>Sequences are missing and the journal says so: <c>Gap</c> names them. The next call reads on behind them.</summary>
    Gap = 2,

    /// <summary>
    /// Something that is no whole block stands at the end of the last segment: the writer is just writing it, or died over it. Ask again
    /// if it lives; else it is cut at its next start.
    /// </summary>
    Torn = 3,

    /// <summary>What is there cannot be what was written: <c>Fault</c> names the place. Reading does not go on.</summary>
    Damaged = 4,
}
