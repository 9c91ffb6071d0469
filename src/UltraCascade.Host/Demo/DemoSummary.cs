using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Replay;
using UltraCascade.Host.Terminal;
using UltraCascade.Host.Verbs;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>What the demo showed, in figures, and what to try next.</summary>
internal sealed class DemoSummary
{
    // An alarm counts for a label from 30 s before its onset to 60 s after its end.
    private const long EarlyNs = 30_000_000_000;
    private const long LateNs = 60_000_000_000;

    private readonly DemoFolder _folder;
    private readonly InstancePaths _paths;
    private readonly SignalReader _reader;
    private readonly SignalWatch _watch;
    private readonly IReadOnlyList<ScenarioLabel> _labels;
    private readonly ReplaySummary _replay;
    private readonly long[] _pathNs;

    public DemoSummary(
        DemoFolder folder,
        InstancePaths paths,
        SignalReader reader,
        SignalWatch watch,
        IReadOnlyList<ScenarioLabel> labels,
        ReplaySummary replay,
        long[] pathNs)
    {
        _folder = folder;
        _paths = paths;
        _reader = reader;
        _watch = watch;
        _labels = labels;
        _replay = replay;
        _pathNs = pathNs;
    }

    public IEnumerable<string> Lines()
    {
        yield return "";
        yield return "Summary (synthetic data: nothing here happened on a market)";
        yield return $"  liquidations     {_replay.Events:#,0} accepted, {_replay.Rejected:#,0} rejected";
        yield return $"  signals          {_replay.Signals:#,0} frames, {_replay.Episodes:#,0} episodes ({Instruments()})";
        yield return $"  highest level    {FrameText.LevelText(_watch.Peak.Level)}, risk {_watch.Peak.Risk:0}, {_reader.InstrumentName(_watch.Peak.Instrument)} at {Quantity.TimeOfDay(_watch.Peak.EngineNs)}";
        foreach (ScenarioLabel label in _labels)
        {
            yield return $"  detection        after the labelled onset, {Quantity.TimeOfDay(label.OnsetUs * 1000)} in time of the data:";
            foreach (string delay in Delays(label))
            {
                yield return "                   " + delay;
            }
        }

        yield return $"  event to reader  {PathText()}";
        yield return $"                   ({_pathNs.Length:#,0} ticks through the idle engine, this machine as busy as it is)";
        yield return $"  signal hash      {_replay.HashText}";
        yield return $"  data             {_folder.Events} and {Path.GetFileName(_folder.Labels)}";
        yield return "";
        yield return "Next";
        foreach (string step in NextSteps())
        {
            yield return "  " + step;
        }
    }

    private string Instruments()
    {
        List<string> names = [.. _watch.Alarms.Select(frame => frame.Instrument).Distinct().Order().Select(index => _reader.InstrumentName(index))];
        return names.Count == 0 ? "none in alarm" : string.Join(", ", names);
    }

    /// <summary>The first alarm of the market and of each instrument that belongs to the label.</summary>
    private IEnumerable<string> Delays(ScenarioLabel label)
    {
        long onsetNs = label.OnsetUs * 1000;
        List<SignalFrame> hits = [.. _watch.Alarms
            .Where(frame => frame.EngineNs >= onsetNs - EarlyNs && frame.EngineNs <= (label.EndUs * 1000) + LateNs)
            .DistinctBy(frame => frame.Instrument)];
        return hits.Count == 0
            ? ["missed"]
            : hits.Select(frame => $"{_reader.InstrumentName(frame.Instrument),-16} {(frame.EngineNs - onsetNs) / 1e9:0.00} s");
    }

    private string PathText() => _pathNs.Length == 0
        ? "not measured"
        : $"{Quantity.Duration(At(.5))} median, {Quantity.Duration(At(.99))} p99, {Quantity.Duration(_pathNs[^1])} max";

    private long At(double share) => _pathNs[(int)(share * (_pathNs.Length - 1))];

    private IEnumerable<string> NextSteps()
    {
        string command = OwnExecutable.CommandText;
        string dir = _paths.Root == InstancePaths.DefaultDirectory ? "" : $" --dir {ShellText.Quote(_paths.Root)}";
        yield return "# the same events at full speed give the same signal hash";
        yield return $"{command} replay {ShellText.Quote(_folder.Events)} --speed max --json{dir}";
        yield return "# the frames are still in shared memory";
        yield return $"{command} tail --instance {_paths.Instance}{dir} --from oldest --count 5";
        if (PythonReader(dir) is { } python)
        {
            yield return "# and any process can read them";
            yield return python;
        }
        else
        {
            yield return "# every frame of a replay, one JSON object a line";
            yield return $"{command} replay {ShellText.Quote(_folder.Events)} --signals {ShellText.Quote(Path.Combine(_folder.Root, "signals.jsonl"))}{dir}";
        }
    }

    /// <summary>The reader in the source tree that this program was built from, if there is one.</summary>
    private string? PythonReader(string directory)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "native", "python", "ultracascade.py");
            if (File.Exists(script))
            {
                string relative = Path.GetRelativePath(Environment.CurrentDirectory, script);
                string path = relative.StartsWith("..", StringComparison.Ordinal) ? script : relative;
                return $"python3 {ShellText.Quote(path)} tail{directory} --instance {_paths.Instance} --from oldest --count 3";
            }
        }

        return null;
    }
}
