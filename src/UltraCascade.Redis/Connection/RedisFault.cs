namespace UltraCascade.Redis.Connection;

/// <summary>Why signals do not reach the server.</summary>
public enum RedisFault
{
    /// <summary>They do.</summary>
    None,

    /// <summary>Nobody answers at the address, or the connection was lost.</summary>
    Unreachable,

    /// <summary>An answer did not come in time.</summary>
    NoReply,

    /// <summary>User or password is wrong or missing.</summary>
    Authentication,

    /// <summary>The access list forbids a command, key or channel.</summary>
    Permission,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The server has reached maxmemory and evicts nothing.</summary>
    OutOfMemory,

    /// <summary>The server is a replica, or became one.</summary>
    ReadOnly,

    /// <summary>The server reads its data set from disk.</summary>
    Loading,

    /// <summary>The server cannot store its data and therefore refuses writes.</summary>
    CannotStore,

    /// <summary>A cluster moves slots or has lost a part.</summary>
    Cluster,

    /// <summary>The stream was written by somebody else in between, or lost entries: the bridge looks again where it stands.</summary>
    StreamMoved,

    /// <summary>A key of ours holds something else.</summary>
    WrongType,

    /// <summary>The server does not know the script any more.</summary>
    ScriptGone,

    /// <summary>Something else that the server said.</summary>
    Refused,

    /// <summary>A fault of the bridge itself or of its client: please report it.</summary>
    Unexpected,
}
