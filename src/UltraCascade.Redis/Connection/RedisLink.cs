using System.Globalization;
using StackExchange.Redis;
using UltraCascade.Redis.Stream;

namespace UltraCascade.Redis.Connection;

/// <summary>What the server has of a stream.</summary>
internal readonly record struct StreamTop(StreamId Id, string SignalId, long Length)
{
    /// <summary>No stream, or one in which nothing ever was.</summary>
    public static StreamTop Empty { get; } = new(StreamId.None, "", 0);

    public bool IsEmpty => Id == StreamId.None;
}

/// <summary>
/// One connection, from its making to its first fault. A link is never mended: after any fault the bridge makes a new
/// one, so that nothing sent over the old one can come after. The client's own queues and retries therefore never matter.
/// </summary>
internal sealed class RedisLink : IDisposable
{
    private readonly ConnectionMultiplexer _client;
    private readonly string _password;
    private volatile Exception? _failure;

    private RedisLink(ConnectionMultiplexer client, string password, int database)
    {
        _client = client;
        _password = password;
        Database = client.GetDatabase(database);
        client.ConnectionFailed += (_, e) => _failure ??= e.Exception ?? new RedisFaultException(RedisFault.Unreachable, "the connection was lost");
    }

    public IDatabase Database { get; }

    /// <exception cref="RedisFaultException">There is no connection to be had.</exception>
    public static RedisLink Connect(BridgeOptions options)
    {
        string password = Password(options);
        ConnectionMultiplexer? client = null;
        try
        {
            ConfigurationOptions configuration = Configuration(options, password);
            client = ConnectionMultiplexer.Connect(configuration);
            RedisLink link = new(client, password, options.Database);
            link.LoadScript();
            return link;
        }
        catch (Exception exception)
        {
            client?.Dispose();
            throw exception as RedisFaultException ?? Probed(options, password) ?? FaultReading.Read(exception, password);
        }
    }

    /// <exception cref="RedisFaultException">The connection has failed.</exception>
    public void ThrowWhenFailed()
    {
        if (_failure is { } failure)
        {
            throw Reading(failure);
        }
    }

    public RedisFaultException Reading(Exception exception) => FaultReading.Read(exception, _password);

    /// <summary>Where a stream ends, as the server has it now.</summary>
    /// <exception cref="RedisFaultException">It does not say.</exception>
    public StreamTop ReadTop(string stream)
    {
        try
        {
            return ParseTop((RedisResult[])Database.Execute("XINFO", "STREAM", (RedisKey)stream)!);
        }
        catch (RedisServerException exception) when (exception.Message.Contains("no such key", StringComparison.Ordinal))
        {
            return StreamTop.Empty;
        }
        catch (Exception exception)
        {
            throw Reading(exception);
        }
    }

    /// <exception cref="RedisFaultException">The stream stays where it is.</exception>
    public void Rename(string from, string to)
    {
        try
        {
            Database.KeyRename(from, to);
        }
        catch (Exception exception)
        {
            throw Reading(exception);
        }
    }

    public void Dispose()
    {
        try
        {
            _client.Close(allowCommandsToComplete: false);
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException or TimeoutException)
        {
            // It is given up anyway.
        }

        _client.Dispose();
    }

    // Every master by itself: a cluster's nodes do not tell each other of scripts.
    private void LoadScript()
    {
        bool hasMaster = false;
        foreach (System.Net.EndPoint endpoint in _client.GetEndPoints())
        {
            IServer server = _client.GetServer(endpoint);
            if (server.IsConnected && !server.IsSlave)
            {
                server.ScriptLoad(StreamScript.Text);
                hasMaster = true;
            }
        }

        if (!hasMaster)
        {
            throw new RedisFaultException(RedisFault.ReadOnly, "the server is a read-only replica");
        }
    }

    private static RedisFaultException? Probed(BridgeOptions options, string password)
    {
        try
        {
            return ServerProbe.Ask(options, password);
        }
        catch (Exception exception)
        {
            return FaultReading.Read(exception, password);
        }
    }

    private static StreamTop ParseTop(RedisResult[] info)
    {
        StreamId id = default;
        long length = 0;
        string signalId = "";
        for (int i = 0; i + 1 < info.Length; i += 2)
        {
            switch ((string?)info[i])
            {
                case "length":
                    length = long.Parse((string)info[i + 1]!, CultureInfo.InvariantCulture);
                    break;
                case "last-generated-id":
                    StreamId.TryParse((string?)info[i + 1], out id);
                    break;
                case "last-entry" when length > 0:
                    signalId = SignalId((RedisResult[])((RedisResult[])info[i + 1]!)[1]!);
                    break;
            }
        }

        return new StreamTop(id, signalId, length);
    }

    private static string SignalId(RedisResult[] fields)
    {
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            if ((string?)fields[i] == "id")
            {
                return (string?)fields[i + 1] ?? "";
            }
        }

        return "";
    }

    private static string Password(BridgeOptions options)
    {
        if (options.PasswordFile.Length == 0)
        {
            return options.Password;
        }

        try
        {
            using StreamReader reader = new(options.PasswordFile);
            return reader.ReadLine()?.Trim() ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RedisFaultException(RedisFault.Authentication, $"the password file cannot be read: {exception.Message}", exception);
        }
    }

    private static ConfigurationOptions Configuration(BridgeOptions options, string password)
    {
        ConfigurationOptions configuration = new()
        {
            // Its own retries are not wanted: a link that fails is thrown away.
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds,
            SyncTimeout = (int)options.ReplyTimeout.TotalMilliseconds,
            ClientName = options.ClientName,
            Password = password.Length > 0 ? password : null,
            Ssl = options.Tls,
            AllowAdmin = false,
            // No channel of its own for configuration, no look for a tie-breaker: the bridge needs neither.
            ConfigurationChannel = "",
            TieBreaker = "",
        };
        foreach (string endpoint in options.Endpoints)
        {
            configuration.EndPoints.Add(endpoint);
        }

        if (options.Tls)
        {
            configuration.SslHost = ServerCertificate.HostName(options);
            if (ServerCertificate.Judge(options) is { } judge)
            {
                configuration.CertificateValidation += judge;
            }
        }

        return configuration;
    }
}
