using System.Globalization;
using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Replay;
using UltraCascade.Host.Serve;
using UltraCascade.Host.Terminal;
using UltraCascade.Host.Verbs;
using UltraCascade.Redis;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>
/// The demo: generates an episode, starts an engine and a feeder as processes of their own, and looks at the signals as any
/// reader does. The regions stay afterwards, stopped, so that the commands it proposes have something to read.
/// </summary>
internal sealed class DemoRun
{
    private const string Instance = "ultracascade-demo";

    // The main part of the scenario, and the ticks that a replay adds at the end so that windows empty.
    private const double EpisodeSeconds = 240;
    private const double TailSeconds = 600;
    private const double ShortestCalmSeconds = 120;
    private const double BackgroundPerSecond = 0.02;

    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_servePatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_feederPatience = TimeSpan.FromSeconds(5);
    private static readonly Dictionary<string, int> s_sizes = new() { ["HistorySlots"] = 8_192, ["Instruments"] = 256, ["SlabMegabytes"] = 32 };

    private readonly VerbContext _context;
    private readonly DemoOptions _options;

    public DemoRun(VerbContext context, DemoOptions options)
    {
        _context = context;
        _options = options;
    }

    public int Run()
    {
        DemoFolder folder = DemoFolder.Create();
        GeneratedScenario scenario = Generate(folder);
        InstancePaths paths = new(_context.Settings.Engine.Directory, Instance);
        if (!PrivateInstance.Remove(paths))
        {
            throw new VerbException($"A demo runs already on instance '{Instance}'. Wait for its end, or use another --dir.");
        }

        _context.Messages.Say($"Generated {scenario.Rows.Count:#,0} made-up liquidations (seed {_options.Seed}) in {folder.Events}; starting the engine.");
        using EngineProcess engine = EngineProcess.Start(
            paths,
            EngineChoices.Resolve(_context.Settings.Engine.Topology),
            EngineChoices.Resolve(_context.Settings.Engine.Simd),
            _context.Settings.Engine.Detector,
            s_sizes,
            _context.Verbose ? _context.Messages.Raw : null);
        using SignalReader reader = engine.WaitUntilLive(_context.Token);
        using ChildProcess? serve = StartServe(paths);
        SignalWatch watch = new(reader);
        using Tape tape = new(paths.Feed(ReplayRun.FeedName));
        ReplaySummary replay = Follow(paths, folder, engine, reader, watch, tape);
        long[] path = PathProbe.Measure(paths, reader, _context.Token);
        _context.Token.ThrowIfCancellationRequested();
        engine.Stop();
        serve?.Stop(s_servePatience);
        File.Delete(paths.Feed(PathProbe.FeedName));
        foreach (string line in new DemoSummary(folder, paths, reader, watch, scenario.Labels, replay, path).Lines())
        {
            _context.Output.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    /// <summary>Signals go to Redis only when the user names a server.</summary>
    private ChildProcess? StartServe(InstancePaths paths)
    {
        if (!_context.Settings.Redis.IsConfigured)
        {
            return null;
        }

        string stream = new RedisNames(_context.Settings.Redis.Prefix, paths.Instance).Stream;
        _context.Messages.Say($"Signals go to Redis at {string.Join(", ", _context.Settings.Redis.Endpoints)}: channel cascade:signals, stream {stream}.");
        return new ChildProcess(ServeSupervisor.StartInfo(_context.Settings, paths.Instance, paths.Root), _context.Messages.Raw);
    }

    private GeneratedScenario Generate(DemoFolder folder)
    {
        GeneratedScenario scenario = GenerateVerb.Generate(new ScenarioOptions
        {
            Scenario = "cascade",
            Seed = _options.Seed,
            CalmSeconds = Math.Max(ShortestCalmSeconds, Math.Round((_options.Seconds * _options.Speed) - EpisodeSeconds - TailSeconds)),
            DurationSeconds = EpisodeSeconds,
            RatePerSecond = BackgroundPerSecond,
        });
        ScenarioFiles.WriteEvents(scenario, folder.Events);
        ScenarioFiles.WriteLabels(scenario, folder.Labels);
        return scenario;
    }

    /// <summary>Runs the feeder and shows what happens until it is done.</summary>
    private ReplaySummary Follow(InstancePaths paths, DemoFolder folder, EngineProcess engine, SignalReader reader, SignalWatch watch, Tape tape)
    {
        using ChildProcess feeder = new(OwnExecutable.With(
        [
            "replay", folder.Events, "--instance", paths.Instance, "--dir", paths.Root,
            "--speed", _options.Speed.ToString(CultureInfo.InvariantCulture), "--json", RunOptions.StopWithInput.Name,
        ]));
        using (IDemoView view = View(reader, watch, tape))
        {
            while (!feeder.HasExited)
            {
                view.Show();
                engine.ThrowWhenEnded();
                _context.Token.WaitHandle.WaitOne(s_redraw);
                _context.Token.ThrowIfCancellationRequested();
            }

            view.Show();
        }

        feeder.Stop(s_feederPatience);
        if (feeder.ExitCode != ExitCode.Ok)
        {
            throw new VerbException($"The feeder ended with exit code {feeder.ExitCode}. It said:{Environment.NewLine}{feeder.Errors}");
        }

        return ReplaySummary.FromJson(feeder.Output);
    }

    private IDemoView View(SignalReader reader, SignalWatch watch, Tape tape)
    {
        string speed = _options.Speed.ToString("0.###", CultureInfo.InvariantCulture);
        string title = $"UltraCascade demo, SYNTHETIC data, seed {_options.Seed}, {speed}x";
        return TerminalFacts.OutputIsLive
            ? new DemoBoard(_context.Output, reader, watch, tape, title)
            : new DemoLog(_context.Output, reader, watch, tape, title);
    }
}
