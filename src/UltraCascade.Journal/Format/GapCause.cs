namespace UltraCascade.Journal;

/// <summary>Why sequences are missing: <see cref="BlockHeader.Count"/> of a gap block.</summary>
public enum GapCause : uint
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>The disk was stuck and the journal was told to drop (<c>Journal:WhenStuck</c> = drop).</summary>
    Dropped = 1,

    /// <summary>The engine ran without a journal, or its ring no longer held what was missing.</summary>
    NotJournalled = 2,

    /// <summary>The segments that held them were gone when the reader came to them: retention removes the oldest. Never stored.</summary>
    Removed = 3,
}
