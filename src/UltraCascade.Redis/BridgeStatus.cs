using UltraCascade.Redis.Connection;

namespace UltraCascade.Redis;

/// <summary>What the bridge does, at one moment. Counters begin with the process.</summary>
public sealed record BridgeStatus
{
    /// <summary>Whether there is a connection over which signals go.</summary>
    public bool Connected { get; init; }

    /// <summary>Why signals do not reach the server; None when they do.</summary>
    public RedisFault Fault { get; init; }

    /// <summary>The same in words; empty when they do. Never holds a password.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The server, as configured.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Key of the stream.</summary>
    public string Stream { get; init; } = "";

    /// <summary>Newest entry id that the server has confirmed; empty while none is known.</summary>
    public string LastId { get; init; } = "";

    /// <summary>Signals that the engine has and the stream has not.</summary>
    public long Backlog { get; init; }

    /// <summary>Signals on their way.</summary>
    public int Outstanding { get; init; }

    /// <summary>Signals written and confirmed.</summary>
    public long Published { get; init; }

    /// <summary>Signals that were in the stream already when they were to be written.</summary>
    public long AlreadyThere { get; init; }

    /// <summary>Signals that were gone before they could be written; each stretch has a gap marker in the stream.</summary>
    public long Lost { get; init; }

    /// <summary>Messages to channels.</summary>
    public long Messages { get; init; }

    /// <summary>Messages that a cap has kept back.</summary>
    public long Capped { get; init; }

    /// <summary>Connections made after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Bytes of memory that the process has in use.</summary>
    public long MemoryBytes { get; init; }
}
