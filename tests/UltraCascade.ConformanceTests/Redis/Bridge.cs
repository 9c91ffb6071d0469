using System.Text.Json;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>A real serve process, and what it says of itself.</summary>
internal sealed class Bridge : IDisposable
{
    private readonly ScratchInstance _instance;
    private readonly string _endpoint;
    private readonly Dictionary<string, string> _settings;

    /// <param name="instance">Whose signals it carries.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="settings">Settings of the section Redis, by name.</param>
    public Bridge(ScratchInstance instance, string endpoint, IReadOnlyDictionary<string, string>? settings = null)
    {
        _instance = instance;
        _endpoint = endpoint;
        _settings = new Dictionary<string, string> { ["StreamLength"] = "100000000", ["ReplySeconds"] = "2", ["ConnectSeconds"] = "1" };
        foreach ((string name, string value) in settings ?? new Dictionary<string, string>())
        {
            _settings[name] = value;
        }

        Process = Start();
    }

    public Peer Process { get; private set; }

    /// <summary>Key of the instance's stream.</summary>
    public static string Stream(ScratchInstance instance) => $"cascade:stream:{instance.Paths.Instance}";

    /// <summary>Kills it as the kernel would, and starts another.</summary>
    public void KillAndRestart()
    {
        Process.KillHard();
        Process.Dispose();
        Process = Start();
    }

    /// <summary>What <c>status --json</c> shows of it; undefined while there is nothing.</summary>
    public JsonElement State()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(_instance.Paths.Serve));
            return document.RootElement.GetProperty("redis").Clone();
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return default;
        }
    }

    public long Count(string name) => State() is { ValueKind: JsonValueKind.Object } state ? state.GetProperty(name).GetInt64() : -1;

    public void WaitForFault(string fault) => Until.Holds(
        () => State() is { ValueKind: JsonValueKind.Object } state && state.GetProperty("fault").GetString() == fault,
        $"the bridge says {fault}; it says {State()}",
        Process);

    /// <summary>Until the server has confirmed the signal of this sequence.</summary>
    public void WaitUntilWritten(long sequence) => Until.Holds(
        () => State() is { ValueKind: JsonValueKind.Object } state && state.GetProperty("last_id").GetString()!.EndsWith($"-{sequence}", StringComparison.Ordinal),
        $"signal {sequence} is in the stream; the bridge says {State()}",
        Process);

    public void Dispose() => Process.Dispose();

    private Peer Start() => new(
        Artifacts.Host,
        ["serve", "--stop-with-input", "--redis", _endpoint, .. _instance.Options],
        _settings.ToDictionary(pair => $"ULTRACASCADE__REDIS__{pair.Key.ToUpperInvariant()}", pair => pair.Value));
}
