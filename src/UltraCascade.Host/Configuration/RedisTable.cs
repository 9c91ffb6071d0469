using System.Globalization;
using UltraCascade.Protocol;
using UltraCascade.Redis;

namespace UltraCascade.Host.Configuration;

/// <summary>The settings of the section <c>Redis</c>.</summary>
internal static class RedisTable
{
    /// <summary>The list of servers: as one text with commas, or with an index each.</summary>
    public const string EndpointsPath = "Redis:Endpoints";

    private static readonly string[] s_levels = ["none", "watch", "alert", "critical", "extreme"];

    public static readonly Setting[] All =
    [
        Setting.Text("Redis:User", (s, v) => s.Redis.User = v, RefuseUser),
        Setting.Text("Redis:Password", (s, v) => s.Redis.Password = v, _ => null),
        Setting.Text("Redis:PasswordFile", (s, v) => s.Redis.PasswordFile = v, RefuseFile),
        Setting.Flag("Redis:Tls", (s, v) => s.Redis.Tls = v),
        Setting.Text("Redis:CaFile", (s, v) => s.Redis.CaFile = v, RefuseFile),
        Setting.Text("Redis:TlsHost", (s, v) => s.Redis.TlsHost = v, _ => null),
        Setting.Text("Redis:ClientName", (s, v) => s.Redis.ClientName = v, text => text.Length > 0 && text.All(c => c is > ' ' and <= '~') ? null : "a name without spaces is wanted"),
        Setting.Whole("Redis:Database", 0, 1_000_000, (s, v) => s.Redis.Database = v),
        Setting.Text("Redis:Prefix", (s, v) => s.Redis.Prefix = v, text => text.All(c => c is > ' ' and <= '~') ? null : "a text without spaces is wanted"),
        Setting.Choice<PayloadKind>("Redis:Payload", (s, v) => s.Redis.Payload = v, "json", "binary"),
        Level("Redis:StreamLevel", (s, v) => s.Redis.StreamLevel = v),
        Level("Redis:ChannelLevel", (s, v) => s.Redis.ChannelLevel = v),
        Setting.Whole("Redis:ChannelCap", 0, 10_000_000, (s, v) => s.Redis.ChannelCap = v),
        Setting.Number("Redis:ChannelAgeSeconds", 0.001, 1e9, (s, v) => s.Redis.ChannelAgeSeconds = v),
        Setting.Whole("Redis:StreamLength", 100, 100_000_000, (s, v) => s.Redis.StreamLength = v),
        Setting.Whole("Redis:Window", 64, 65_536, (s, v) => s.Redis.Window = v),
        Setting.Flag("Redis:StateKeys", (s, v) => s.Redis.StateKeys = v),
        Setting.Number("Redis:ConnectSeconds", 0.1, 60, (s, v) => s.Redis.ConnectSeconds = v),
        Setting.Number("Redis:ReplySeconds", 0.1, 600, (s, v) => s.Redis.ReplySeconds = v),
    ];

    /// <summary>Whether the path is the list of servers or one of its entries.</summary>
    public static bool IsEndpoints(string path) =>
        path.Equals(EndpointsPath, StringComparison.OrdinalIgnoreCase)
        || (path.StartsWith(EndpointsPath + ":", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(path.AsSpan(EndpointsPath.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>A text with commas is the whole list; else the entries stand in the order of their indices.</summary>
    public static string? ApplyEndpoints(UltraCascadeSettings settings, string path, string value, ref bool isWhole)
    {
        bool whole = path.Length == EndpointsPath.Length;
        if (isWhole && !whole)
        {
            return null;
        }

        isWhole |= whole;
        string[] parts = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts)
        {
            if (RefuseEndpoint(part) is { } reason)
            {
                return reason;
            }
        }

        settings.Redis.Endpoints = whole ? parts : [.. settings.Redis.Endpoints, .. parts];
        return null;
    }

    /// <summary>Whether a value must not be shown.</summary>
    public static bool IsSecret(string path) => path.Contains("password", StringComparison.OrdinalIgnoreCase) || path.Contains("secret", StringComparison.OrdinalIgnoreCase);

    private static string? RefuseEndpoint(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65_536
            ? null
            : "host:port is wanted";
    }

    private static string? RefuseFile(string text) => text.Length == 0 || File.Exists(text) ? null : "there is no such file";

    private static string? RefuseUser(string text) =>
        text is "" or "default" ? null : "the client in use can log in as the default user only; give that user the rights, or a password of its own";

    private static Setting Level(string path, Action<UltraCascadeSettings, SignalLevel> assign) => Setting.Choice<ByteLevel>(path, (s, v) => assign(s, (SignalLevel)v), s_levels);

    /// <summary>The levels as words of a choice, which counts in whole numbers.</summary>
    private enum ByteLevel
    {
        None,
        Watch,
        Alert,
        Critical,
        Extreme,
    }
}
