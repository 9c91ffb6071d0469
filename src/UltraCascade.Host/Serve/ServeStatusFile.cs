using System.Buffers;
using System.Text.Json;
using UltraCascade.Redis;
using UltraCascade.Redis.Connection;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Serve;

/// <summary>
/// <c>serve.json</c> in the instance's directory: what the serve process says of itself. Written under another name and
/// renamed, so nobody reads half of it; its age says whether the process still lives.
/// </summary>
internal sealed class ServeStatusFile(InstancePaths paths)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Writes the file, or leaves it: without an engine there is no directory yet, and a full disk is no reason to stop.</summary>
    public void Write(BridgeStatus status)
    {
        _buffer.Clear();
        using (Utf8JsonWriter json = new(_buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteNumber("updated_us", (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / 10);
            json.WriteStartObject("redis");
            WriteBridge(json, status);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        string temporary = paths.Serve + ".new";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(_buffer.WrittenSpan);
            }

            File.Move(temporary, paths.Serve, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Seen by its age.
        }
    }

    public void Remove()
    {
        try
        {
            File.Delete(paths.Serve);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Seen by its age.
        }
    }

    private static void WriteBridge(Utf8JsonWriter json, BridgeStatus status)
    {
        json.WriteBoolean("connected", status.Connected);
        json.WriteString("fault", JsonNamingPolicy.SnakeCaseLower.ConvertName(status.Fault.ToString()));
        json.WriteString("reason", status.Reason);
        json.WriteString("endpoint", status.Endpoint);
        json.WriteString("stream", status.Stream);
        json.WriteString("last_id", status.LastId);
        json.WriteNumber("backlog", status.Backlog);
        json.WriteNumber("outstanding", status.Outstanding);
        json.WriteNumber("published", status.Published);
        json.WriteNumber("already_there", status.AlreadyThere);
        json.WriteNumber("lost", status.Lost);
        json.WriteNumber("messages", status.Messages);
        json.WriteNumber("capped", status.Capped);
        json.WriteNumber("reconnects", status.Reconnects);
        json.WriteNumber("memory_bytes", status.MemoryBytes);
    }
}
