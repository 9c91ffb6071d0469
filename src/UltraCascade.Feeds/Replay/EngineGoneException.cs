namespace UltraCascade.Feeds;

/// <summary>A replay waited for an engine that is not there, or no longer.</summary>
public sealed class EngineGoneException : Exception
{
    /// <summary>Makes the exception with a message that says what happened and what to do.</summary>
    public EngineGoneException(string message)
        : base(message)
    {
    }
}
