using StackExchange.Redis;

namespace UltraCascade.Redis.Connection;

/// <summary>Turns what the client throws and what the server says into a reason that an operator can act on.</summary>
internal static class FaultReading
{
    // A script's error carries the code of the command inside it: at its start since Redis 7, somewhere in the text before.
    private static readonly (string Code, RedisFault Fault, string Words)[] s_codes =
    [
        ("WRONGPASS", RedisFault.Authentication, "the server refuses the user or password"),
        ("invalid password", RedisFault.Authentication, "the server refuses the password"),
        ("invalid username-password", RedisFault.Authentication, "the server refuses the user or password"),
        ("NOAUTH", RedisFault.Authentication, "the server wants a password"),
        ("NOPERM", RedisFault.Permission, "the server's access list forbids this user a command, key or channel that the bridge needs"),
        ("OOM ", RedisFault.OutOfMemory, "the server is out of memory (maxmemory)"),
        ("READONLY", RedisFault.ReadOnly, "the server is a read-only replica"),
        ("LOADING", RedisFault.Loading, "the server is loading its data set"),
        ("MISCONF", RedisFault.CannotStore, "the server cannot store its data and refuses writes"),
        ("NOREPLICAS", RedisFault.CannotStore, "the server has too few replicas and refuses writes"),
        ("MASTERDOWN", RedisFault.ReadOnly, "the server is a replica whose master is down"),
        ("CLUSTERDOWN", RedisFault.Cluster, "the cluster is down"),
        ("MOVED", RedisFault.Cluster, "the cluster has moved the stream's slot"),
        ("ASK ", RedisFault.Cluster, "the cluster is moving the stream's slot"),
        ("TRYAGAIN", RedisFault.Cluster, "the cluster is moving the stream's slot"),
        ("NOSCRIPT", RedisFault.ScriptGone, "the server has forgotten the bridge's script"),
        ("WRONGTYPE", RedisFault.WrongType, "a key of the bridge holds something else; remove it or set another prefix"),
        ("BUSY", RedisFault.Refused, "the server runs somebody's long script"),
    ];

    public static RedisFaultException Read(Exception exception, string password)
    {
        Exception inner = exception is AggregateException { InnerException: { } first } ? first : exception;
        return inner switch
        {
            RedisFaultException fault => fault,
            RedisServerException server => Said(server.Message, password, inner),
            RedisConnectionException connection => Connection(connection),
            TimeoutException => new RedisFaultException(RedisFault.NoReply, "the server did not answer in time", inner),
            OperationCanceledException or ObjectDisposedException => new RedisFaultException(RedisFault.Unreachable, "the connection was closed", inner),
            _ => new RedisFaultException(RedisFault.Unexpected, $"unexpected: {inner.GetType().Name}: {Redacted(inner.Message, password)}", inner),
        };
    }

    /// <summary>What an error of the server means.</summary>
    public static RedisFaultException Said(string message, string password, Exception? cause = null) =>
        Known(message, cause) ?? new RedisFaultException(RedisFault.Refused, "the server says: " + Redacted(message, password), cause);

    private static RedisFaultException? Known(string message, Exception? cause)
    {
        foreach ((string code, RedisFault fault, string words) in s_codes)
        {
            if (message.Contains(code, StringComparison.Ordinal))
            {
                return new RedisFaultException(fault, words, cause);
            }
        }

        return null;
    }

    private static RedisFaultException Connection(RedisConnectionException exception) =>
        Known(exception.Message, exception) ?? new RedisFaultException(RedisFault.Unreachable, "the server cannot be reached or the connection was lost", exception);

    private static string Redacted(string text, string password) =>
        password.Length == 0 ? text : text.Replace(password, "***", StringComparison.Ordinal);
}
