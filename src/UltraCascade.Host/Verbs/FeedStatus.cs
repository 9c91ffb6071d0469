using System.Text.Json;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>One feed as seen from outside: its writer's header and the engine's position in it.</summary>
internal sealed record FeedStatus(string Name, string State, int WriterPid, long AgeNs, long Published, long? Consumed, long Dropped)
{
    /// <summary>Records that the engine has not consumed yet; null before an engine attached the feed.</summary>
    public long? Lag => Consumed is { } consumed ? Math.Max(0, Published - consumed) : null;

    public static IReadOnlyList<FeedStatus> ReadAll(InstancePaths paths)
    {
        using RingReader? ring = RingReader.TryOpen(paths.Ring, out RingReader? opened, out _) == RegionStatus.Ready ? opened : null;
        List<FeedStatus> feeds = [];
        foreach (string name in paths.FeedNames())
        {
            RegionStatus status = FeedReader.TryOpen(paths.Feed(name), out FeedReader? reader, out _);
            if (status != RegionStatus.Ready)
            {
                feeds.Add(new FeedStatus(name, InstanceStatus.Word(status), 0, 0, 0, null, 0));
                continue;
            }

            using (reader)
            {
                long? consumed = ring is not null && ring.TryReadFeed(name, reader!.CreatedNs, out FeedEntry entry) ? entry.Consumed : null;
                feeds.Add(new FeedStatus(
                    name, reader!.IsStale ? "stale" : InstanceStatus.Word(reader.State), reader.WriterPid, reader.HeartbeatAgeNs, reader.Cursor, consumed, reader.Dropped));
            }
        }

        return feeds;
    }

    public string ToText()
    {
        string lag = Lag is { } records ? $"lag {records:#,0}" : "not attached";
        string dropped = Dropped > 0 ? $"  dropped {Dropped:#,0}" : "";
        string age = State is "live" or "stale" ? $", heartbeat {RegionOpening.Age(AgeNs)}" : "";
        return $"{Name}: {State}, pid {WriterPid}{age}, published {Published:#,0}, {lag}{dropped}";
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("state", State);
        json.WriteNumber("pid", WriterPid);
        json.WriteNumber("published", Published);
        WriteNullable(json, "consumed", Consumed);
        WriteNullable(json, "lag", Lag);
        json.WriteNumber("dropped", Dropped);
        json.WriteEndObject();
    }

    private static void WriteNullable(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
