using UltraCascade.Protocol;
using UltraCascade.Redis;

namespace UltraCascade.Host.Configuration;

/// <summary>Where the bridge writes to, and what. Without an endpoint there is no bridge.</summary>
public sealed class RedisSettings
{
    /// <summary>Servers as <c>host:port</c>.</summary>
    public IReadOnlyList<string> Endpoints { get; set; } = [];

    /// <summary>User of the server's access list; empty = its default user.</summary>
    public string User { get; set; } = "";

    /// <summary>Password. Belongs into the environment or, better, into a file of its own.</summary>
    public string Password { get; set; } = "";

    /// <summary>File whose first line is the password.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Whether to speak TLS.</summary>
    public bool Tls { get; set; }

    /// <summary>PEM file of the authority that signed the server's certificate.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Name that the certificate must carry, when it is not the endpoint's host.</summary>
    public string TlsHost { get; set; } = "";

    /// <summary>Name shown by <c>CLIENT LIST</c>.</summary>
    public string ClientName { get; set; } = "ultracascade";

    /// <summary>Number of the database.</summary>
    public int Database { get; set; }

    /// <summary>Put before every key and channel.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>JSON or the frame's bytes.</summary>
    public PayloadKind Payload { get; set; } = PayloadKind.Json;

    /// <summary>Lowest level that goes into the stream.</summary>
    public SignalLevel StreamLevel { get; set; } = SignalLevel.None;

    /// <summary>Lowest level that goes to the channel of all signals.</summary>
    public SignalLevel ChannelLevel { get; set; } = SignalLevel.None;

    /// <summary>Messages a second at most on each channel; 0 = no limit.</summary>
    public int ChannelCap { get; set; }

    /// <summary>Seconds after which a signal is news no more.</summary>
    public double ChannelAgeSeconds { get; set; } = 5;

    /// <summary>Entries that the stream keeps, about.</summary>
    public int StreamLength { get; set; } = 100_000;

    /// <summary>Signals sent and not yet answered, at most.</summary>
    public int Window { get; set; } = 4_096;

    /// <summary>Whether the state keys are written.</summary>
    public bool StateKeys { get; set; } = true;

    /// <summary>Seconds to wait for a connection.</summary>
    public double ConnectSeconds { get; set; } = 3;

    /// <summary>Seconds after which a missing answer means a dead connection.</summary>
    public double ReplySeconds { get; set; } = 5;

    /// <summary>Whether there is a server to write to.</summary>
    public bool IsConfigured => Endpoints.Count > 0;

    /// <summary>The same for the bridge.</summary>
    public BridgeOptions ToOptions() => new()
    {
        Endpoints = Endpoints,
        User = User,
        Password = Password,
        PasswordFile = PasswordFile,
        Tls = Tls,
        CaFile = CaFile,
        TlsHost = TlsHost,
        ClientName = ClientName,
        Database = Database,
        Prefix = Prefix,
        Payload = Payload,
        StreamLevel = StreamLevel,
        ChannelLevel = ChannelLevel,
        ChannelCap = ChannelCap,
        ChannelAge = TimeSpan.FromSeconds(ChannelAgeSeconds),
        StreamLength = StreamLength,
        Window = Window,
        StateKeys = StateKeys,
        ConnectTimeout = TimeSpan.FromSeconds(ConnectSeconds),
        ReplyTimeout = TimeSpan.FromSeconds(ReplySeconds),
    };
}
