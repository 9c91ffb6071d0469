namespace UltraCascade.Host.Configuration;

/// <summary>The configuration cannot be used. The message names file, path, value and reason for each fault.</summary>
internal sealed class ConfigurationException : Exception
{
    public ConfigurationException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Every fault is in an option: it is the command line that is wrong.</summary>
    public bool IsUsage { get; init; }
}
