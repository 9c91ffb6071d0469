namespace UltraCascade.Journal;

/// <summary>Why a segment ended: <see cref="BlockHeader.Count"/> of an end block.</summary>
public enum EndCause : uint
{
    /// <summary>It was full.</summary>
    Full = 0,

    /// <summary>Its writer closed the journal.</summary>
    Closed = 1,

    /// <summary>Its writer died; the next one ended it, after cutting what was torn.</summary>
    Recovered = 2,
}
