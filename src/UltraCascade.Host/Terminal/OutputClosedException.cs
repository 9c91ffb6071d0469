namespace UltraCascade.Host.Terminal;

/// <summary>Nobody reads standard output any more (<c>ultracascade tail | head -1</c>): there is nothing left to do.</summary>
internal sealed class OutputClosedException : Exception
{
    public OutputClosedException(Exception? cause = null)
        : base("Standard output was closed by its reader.", cause)
    {
    }
}
