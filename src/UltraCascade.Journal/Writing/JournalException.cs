namespace UltraCascade.Journal;

/// <summary>The journal cannot be opened or continued. The message says what, why and what to do.</summary>
public sealed class JournalException : Exception
{
    /// <summary>Creates it with its message.</summary>
    public JournalException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
