using System.Buffers;
using System.Globalization;
using System.Text.Json;
using UltraCascade.Host.Terminal;

namespace UltraCascade.Host.Replay;

/// <summary>What a replay did: the document of <c>replay --json</c>.</summary>
internal sealed record ReplaySummary
{
    /// <summary>Liquidations that the engine took into its windows.</summary>
    public required long Events { get; init; }

    /// <summary>Rows and records that were refused, by the import or by the engine.</summary>
    public required long Rejected { get; init; }

    /// <summary>Wall time from the first record to the moment when the engine had stored the consequences of the last.</summary>
    public required double Seconds { get; init; }

    /// <summary>Frames appended to the history.</summary>
    public required long Signals { get; init; }

    public required long Episodes { get; init; }

    /// <summary>Hash over all history frames of the instance.</summary>
    public required ulong SignalHash { get; init; }

    /// <summary>Null when the engine was started by somebody else.</summary>
    public required string? Topology { get; init; }

    /// <summary>Null when the engine was started by somebody else.</summary>
    public required string? Simd { get; init; }

    public double EventsPerSecond => Seconds > 0 ? Events / Seconds : 0;

    public string HashText => SignalHash.ToString("x16", CultureInfo.InvariantCulture);

    public string ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("events", Events);
            json.WriteNumber("rejected", Rejected);
            json.WriteNumber("seconds", Math.Round(Seconds, 6));
            json.WriteNumber("events_per_second", Math.Round(EventsPerSecond, 1));
            json.WriteNumber("signals", Signals);
            json.WriteNumber("episodes", Episodes);
            json.WriteString("signal_hash", HashText);
            json.WriteString("topology", Topology);
            json.WriteString("simd", Simd);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads back what <see cref="ToJson"/> wrote.</summary>
    public static ReplaySummary FromJson(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        return new ReplaySummary
        {
            Events = root.GetProperty("events").GetInt64(),
            Rejected = root.GetProperty("rejected").GetInt64(),
            Seconds = root.GetProperty("seconds").GetDouble(),
            Signals = root.GetProperty("signals").GetInt64(),
            Episodes = root.GetProperty("episodes").GetInt64(),
            SignalHash = ulong.Parse(root.GetProperty("signal_hash").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            Topology = root.GetProperty("topology").GetString(),
            Simd = root.GetProperty("simd").GetString(),
        };
    }

    public IEnumerable<string> ToLines()
    {
        yield return $"events       {Events:#,0} ({Rejected:#,0} rejected)";
        yield return $"time         {Quantity.Duration(Seconds * 1e9)} ({Quantity.Short(EventsPerSecond)} events/s)";
        yield return $"signals      {Signals:#,0} frames, {Episodes:#,0} episodes";
        yield return $"signal hash  {HashText}";
        if (Topology is not null)
        {
            yield return $"engine       {Topology}, simd {Simd}";
        }
    }
}
