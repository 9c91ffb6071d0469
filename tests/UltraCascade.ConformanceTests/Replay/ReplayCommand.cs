using System.Text.Json;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Replay;

/// <summary>The verb replay, and the document that it prints.</summary>
internal sealed record ReplayCommand(long Events, long Rejected, long Signals, long Episodes, string SignalHash, string Topology, string Simd, string Errors)
{
    public static ReplayCommand Run(string directory, params string[] arguments)
    {
        using Peer replay = Start(directory, arguments);
        Assert.That(replay.ShouldExit(0).Lines, Has.Length.EqualTo(1), replay.Describe());
        using JsonDocument document = JsonDocument.Parse(replay.Lines[0]);
        JsonElement root = document.RootElement;
        return new ReplayCommand(
            root.GetProperty("events").GetInt64(),
            root.GetProperty("rejected").GetInt64(),
            root.GetProperty("signals").GetInt64(),
            root.GetProperty("episodes").GetInt64(),
            root.GetProperty("signal_hash").GetString()!,
            root.GetProperty("topology").GetString()!,
            root.GetProperty("simd").GetString()!,
            replay.Errors);
    }

    public static Peer Start(string directory, params string[] arguments) =>
        Programs.UltraCascade(["replay", "--json", "--dir", directory, .. arguments]);
}
