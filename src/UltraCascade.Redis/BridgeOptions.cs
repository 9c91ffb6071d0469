using UltraCascade.Protocol;

namespace UltraCascade.Redis;

/// <summary>What a signal looks like in Redis.</summary>
public enum PayloadKind
{
    /// <summary>JSON as docs/signal.schema.json says.</summary>
    Json,

    /// <summary>The 256 bytes of the frame, as docs/LAYOUT.md says.</summary>
    Binary,
}

/// <summary>Everything the bridge is told at its start.</summary>
public sealed record BridgeOptions
{
    /// <summary>Servers as <c>host:port</c>; of a cluster any of its nodes.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>User of the server's access list; empty = its default user.</summary>
    public string User { get; init; } = "";

    /// <summary>Password; empty = none. Never shown, never logged.</summary>
    public string Password { get; init; } = "";

    /// <summary>File whose first line is the password, read anew before each attempt so that it can be changed; empty = none.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>Whether to speak TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authority that signed the server's certificate; empty = those of the system.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Name that the certificate must carry; empty = the endpoint's host.</summary>
    public string TlsHost { get; init; } = "";

    /// <summary>Name shown by <c>CLIENT LIST</c>.</summary>
    public string ClientName { get; init; } = "ultracascade";

    /// <summary>Number of the database.</summary>
    public int Database { get; init; }

    /// <summary>Put before every key and channel.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>JSON or the frame's bytes.</summary>
    public PayloadKind Payload { get; init; }

    /// <summary>Lowest level that goes into the stream.</summary>
    public SignalLevel StreamLevel { get; init; } = SignalLevel.None;

    /// <summary>Lowest level that goes to <c>cascade:signals</c>.</summary>
    public SignalLevel ChannelLevel { get; init; } = SignalLevel.None;

    /// <summary>Messages a second at most on each channel; 0 = no limit. The stream has no cap: it holds every signal.</summary>
    public int ChannelCap { get; init; }

    /// <summary>A signal older than this is news no more: it goes into the stream, not to the channels.</summary>
    public TimeSpan ChannelAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Entries that the stream keeps, about.</summary>
    public int StreamLength { get; init; } = 100_000;

    /// <summary>Signals sent and not yet answered, at most.</summary>
    public int Window { get; init; } = 4_096;

    /// <summary>Signals in one command, at most.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Whether the state keys are written.</summary>
    public bool StateKeys { get; init; } = true;

    /// <summary>Time between two writings of the state keys. Far below their five seconds, or they flicker.</summary>
    public TimeSpan StateInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for a connection to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>An answer that takes longer means that the connection is dead.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}
