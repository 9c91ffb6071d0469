namespace UltraCascade.Journal;

/// <summary>When the journal waits until its bytes are on the disk.</summary>
public enum SyncPolicy
{
    /// <summary>Never: the kernel writes them out in its own time. A killed process loses nothing, a machine that loses power the last seconds.</summary>
    None = 0,

    /// <summary>Every <see cref="JournalOptions.SyncInterval"/>, beside the writing.</summary>
    Interval = 1,

    /// <summary>After each batch, before its records are released.</summary>
    Batch = 2,
}
