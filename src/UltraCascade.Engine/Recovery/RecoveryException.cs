namespace UltraCascade.Engine.Recovery;

/// <summary>Stored records contradict each other or this engine; the message says how.</summary>
public sealed class RecoveryException(string message) : Exception(message);
