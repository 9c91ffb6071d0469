namespace UltraCascade.Host.CommandLine;

/// <summary>
/// A verb cannot go on: <see cref="Exception.Message"/> says what, why and what to do next, and is all the user sees.
/// </summary>
internal sealed class VerbException : Exception
{
    public VerbException(string message, int exitCode = CommandLine.ExitCode.Failure, Exception? cause = null)
        : base(message, cause)
    {
        ExitCode = exitCode;
    }

    /// <summary>One of <see cref="CommandLine.ExitCode"/>.</summary>
    public int ExitCode { get; }
}
