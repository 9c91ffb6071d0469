using System.Text.Json;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Serve;

/// <summary>What the serve process of an instance last said of itself, as another process reads it.</summary>
internal sealed record ServeReport(int Pid, long AgeMs, bool Connected, string Line, JsonElement Redis)
{
    // Written twice a second.
    private const long SilentMs = 5_000;

    /// <summary>It has fallen silent: killed, or its disk is full.</summary>
    public bool IsSilent => AgeMs > SilentMs;

    /// <summary>Null when there is none, or what is there cannot be read.</summary>
    public static ServeReport? TryRead(InstancePaths paths)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(paths.Serve));
            JsonElement root = document.RootElement;
            JsonElement redis = root.GetProperty("redis").Clone();
            long ageUs = ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks / 10) - root.GetProperty("updated_us").GetInt64();
            return new ServeReport(root.GetProperty("pid").GetInt32(), Math.Max(0, ageUs / 1000), redis.GetProperty("connected").GetBoolean(), Words(redis), redis);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Words(JsonElement redis)
    {
        string reason = redis.GetProperty("reason").GetString() ?? "";
        string state = redis.GetProperty("connected").GetBoolean() ? "connected" : "not connected";
        return $"{state}{(reason.Length > 0 ? $" ({reason})" : "")}, {redis.GetProperty("endpoint").GetString()}, last id {(redis.GetProperty("last_id").GetString() is { Length: > 0 } id ? id : "none")}, "
            + $"published {redis.GetProperty("published").GetInt64():#,0}, backlog {redis.GetProperty("backlog").GetInt64():#,0}, lost {redis.GetProperty("lost").GetInt64():#,0}";
    }
}
