namespace UltraCascade.Feeds;

/// <summary>
/// A file cannot be taken in at all: missing, denied, empty, binary, damaged, or of no known format. The message is one
/// sentence or two that a user can act on.
/// </summary>
public sealed class FeedFileException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">File as it was named.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">Cause, if another exception told us.</param>
    public FeedFileException(string file, string message, Exception? inner = null)
        : base(message, inner)
    {
        File = file;
    }

    /// <summary>File as it was named.</summary>
    public string File { get; }
}
