namespace UltraCascade.Redis.Connection;

/// <summary>Signals cannot be written at present. The message names the reason in words and never holds a password.</summary>
internal sealed class RedisFaultException : Exception
{
    public RedisFaultException(RedisFault fault, string message, Exception? cause = null)
        : base(message, cause)
    {
        Fault = fault;
    }

    public RedisFault Fault { get; }
}
