using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Serve;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>What can be seen of an instance from outside, at one moment.</summary>
internal sealed class InstanceStatus
{
    private static readonly EngineCounter[] s_counters = [.. Enum.GetValues<EngineCounter>().Where(c => c != EngineCounter.Count)];

    private readonly InstancePaths _paths;
    private readonly Dictionary<EngineCounter, long> _counters = [];
    private IReadOnlyList<FeedStatus> _feeds = [];
    private ServeReport? _serve;
    private RegionState _state;
    private bool _isStale;
    private bool _exists;
    private long _ageNs;
    private int _pid;
    private ulong _generation;
    private InstanceMode _mode;
    private long _createdNs;
    private int _instruments;
    private long _sequence;
    private ulong _hash;

    private InstanceStatus(InstancePaths paths)
    {
        _paths = paths;
    }

    /// <summary>The engine takes events and keeps its heartbeat.</summary>
    public bool IsRunning => _exists && !_isStale && _state is RegionState.Starting or RegionState.Live or RegionState.Draining;

    /// <exception cref="VerbException">There is a region that cannot be read.</exception>
    public static InstanceStatus Read(InstancePaths paths)
    {
        InstanceStatus status = new(paths) { _feeds = FeedStatus.ReadAll(paths), _serve = ServeReport.TryRead(paths) };
        using SignalReader? reader = RegionOpening.TryOpen(paths);
        if (reader is not null)
        {
            status.Take(reader);
        }

        return status;
    }

    public IEnumerable<string> ToLines()
    {
        yield return $"instance   {_paths.Instance} in {_paths.Root}";
        if (!_exists)
        {
            yield return $"engine     not running: there is no {_paths.Signals}";
        }
        else
        {
            yield return $"engine     {StateText()}, pid {_pid}, generation {_generation}, {Word(_mode)}";
            yield return $"heartbeat  {RegionOpening.Age(_ageNs)}{(_ageNs == long.MaxValue ? "" : " ago")}";
            yield return $"signals    {_sequence:#,0} frames, {_instruments - 1} instruments, hash {_hash:x16}";
            string counters = string.Join("  ", _counters.Where(c => c.Value != 0 && !IsJournal(c.Key)).Select(c => $"{Word(c.Key)} {c.Value:#,0}"));
            yield return "counters   " + (counters.Length > 0 ? counters : "all 0");
            yield return "journal    " + JournalText();
        }

        foreach (FeedStatus feed in _feeds)
        {
            yield return "feed       " + feed.ToText();
        }

        if (_serve is { } serve)
        {
            yield return serve.IsSilent ? $"serve      silent since {serve.AgeMs / 1000.0:0.0} s (pid {serve.Pid})" : $"redis      {serve.Line}";
        }
    }

    public string ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("instance", _paths.Instance);
            json.WriteString("directory", _paths.Root);
            json.WriteBoolean("running", IsRunning);
            json.WriteString("state", !_exists ? "missing" : _isStale ? "stale" : Word(_state));
            if (_exists)
            {
                WriteEngine(json);
            }

            json.WriteStartArray("feeds");
            foreach (FeedStatus feed in _feeds)
            {
                feed.Write(json);
            }

            json.WriteEndArray();
            WriteServe(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>An enum's value as the layout spells it, as <c>directory_full</c>.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private void Take(SignalReader reader)
    {
        _exists = true;
        _state = reader.State;
        _isStale = reader.IsStale(out _ageNs);
        _pid = reader.WriterPid;
        _generation = reader.Generation;
        _mode = reader.Mode;
        _createdNs = reader.CreatedNs;
        _instruments = reader.InstrumentCount;
        _sequence = reader.Cursor;
        _hash = reader.SignalHash;
        foreach (EngineCounter counter in s_counters)
        {
            _counters.Add(counter, reader.GetCounter(counter));
        }
    }

    private void WriteServe(Utf8JsonWriter json)
    {
        if (_serve is not { } serve)
        {
            json.WriteNull("serve");
            return;
        }

        json.WriteStartObject("serve");
        json.WriteNumber("pid", serve.Pid);
        json.WriteNumber("age_ms", serve.AgeMs);
        json.WriteBoolean("silent", serve.IsSilent);
        json.WritePropertyName("redis");
        serve.Redis.WriteTo(json);
        json.WriteEndObject();
    }

    private static bool IsJournal(EngineCounter counter) => counter >= EngineCounter.JournalState;

    private string JournalText()
    {
        JournalState state = (JournalState)_counters.GetValueOrDefault(EngineCounter.JournalState);
        if (state == JournalState.Off)
        {
            return "off";
        }

        string rest = string.Join("  ", _counters
            .Where(c => c.Value != 0 && IsJournal(c.Key) && c.Key != EngineCounter.JournalState)
            .Select(c => $"{Word(c.Key)["journal_".Length..]} {c.Value:#,0}"));
        return $"{Word(state)}  {rest}";
    }

    private string StateText() => _isStale ? $"stale (it said {Word(_state)} and fell silent)" : Word(_state);

    private void WriteEngine(Utf8JsonWriter json)
    {
        json.WriteNumber("pid", _pid);
        json.WriteNumber("generation", _generation);
        json.WriteString("mode", Word(_mode));
        if (_ageNs == long.MaxValue)
        {
            json.WriteNull("heartbeat_age_ms");
        }
        else
        {
            json.WriteNumber("heartbeat_age_ms", Math.Round(_ageNs / 1e6, 3));
        }

        json.WriteNumber("created_us", _createdNs / 1000);
        json.WriteNumber("sequence", _sequence);
        json.WriteString("signal_hash", _hash.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteNumber("instruments", Math.Max(0, _instruments - 1));
        json.WriteString("journal", Word((JournalState)_counters.GetValueOrDefault(EngineCounter.JournalState)));
        json.WriteStartObject("counters");
        foreach ((EngineCounter counter, long value) in _counters)
        {
            json.WriteNumber(Word(counter), value);
        }

        json.WriteEndObject();
    }
}
