using System.Diagnostics;
using System.Globalization;
using UltraCascade.Engine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Configuration;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Processes;

/// <summary>A replay engine in a process of its own, on an instance that belongs to this run.</summary>
internal sealed class EngineProcess : IDisposable
{
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    private readonly ChildProcess _child;
    private readonly InstancePaths _paths;

    private EngineProcess(ChildProcess child, InstancePaths paths)
    {
        _child = child;
        _paths = paths;
    }

    public int Pid => _child.Pid;

    /// <summary>Starts the engine; <paramref name="sizes"/> are engine settings by name that replace the configured ones.</summary>
    public static EngineProcess Start(
        InstancePaths paths,
        Topology topology,
        SimdWidth simd,
        DetectorSettings detector,
        IReadOnlyDictionary<string, int>? sizes = null,
        Action<string>? onErrorLine = null)
    {
        ProcessStartInfo start = OwnExecutable.With(
        [
            "run", "--engine-only", "--mode", "replay", RunOptions.StopWithInput.Name,
            "--instance", paths.Instance, "--dir", paths.Root,
            "--topology", EngineChoices.Text(topology), "--simd", EngineChoices.Text(simd),
        ]);
        // What the parent was calibrated with, its child is: by environment, which a file the child reads cannot override.
        start.Environment[$"{SettingsReader.EnvironmentPrefix}ENGINE__DETECTOR__THRESHOLD"] = detector.Threshold.ToString("R", CultureInfo.InvariantCulture);
        start.Environment[$"{SettingsReader.EnvironmentPrefix}ENGINE__DETECTOR__SLOPE"] = detector.Slope.ToString("R", CultureInfo.InvariantCulture);
        // What it does is in a file already, and its instance ends with this run.
        start.Environment[$"{SettingsReader.EnvironmentPrefix}JOURNAL__DIRECTORY"] = JournalSettings.None;
        foreach ((string name, int value) in sizes ?? new Dictionary<string, int>())
        {
            start.Environment[$"{SettingsReader.EnvironmentPrefix}ENGINE__{name.ToUpperInvariant()}"] = value.ToString(CultureInfo.InvariantCulture);
        }

        return new EngineProcess(new ChildProcess(start, onErrorLine), paths);
    }

    /// <summary>Waits until the engine takes events, and opens its signals.</summary>
    /// <exception cref="VerbException">It ended or hangs.</exception>
    public SignalReader WaitUntilLive(CancellationToken token)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            token.ThrowIfCancellationRequested();
            if (TryOpenLive() is { } reader)
            {
                return reader;
            }

            ThrowWhenEnded();
            if (watch.Elapsed > s_startPatience)
            {
                throw new VerbException($"The engine was not ready after {s_startPatience.TotalSeconds:0} s. It said:{Environment.NewLine}{_child.Errors}");
            }

            token.WaitHandle.WaitOne(s_poll);
        }
    }

    /// <exception cref="VerbException">The engine has ended although nobody told it to.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C reached the engine, which shares our terminal, before it reached us.</exception>
    public void ThrowWhenEnded()
    {
        if (_child.HasExited)
        {
            if (_child.ExitCode == ExitCode.Interrupted)
            {
                throw new OperationCanceledException("The engine was interrupted.");
            }

            string said = _child.Errors;
            throw new VerbException(
                $"The engine process ended with exit code {_child.ExitCode}." + (said.Length > 0 ? $" It said:{Environment.NewLine}{said}" : ""),
                _child.ExitCode == ExitCode.Configuration ? ExitCode.Configuration : ExitCode.Failure);
        }
    }

    /// <summary>Lets the engine drain and close its regions.</summary>
    /// <exception cref="VerbException">It did not close cleanly.</exception>
    public void Stop()
    {
        if (!_child.Stop(s_stopPatience))
        {
            throw new VerbException($"The engine did not stop within {s_stopPatience.TotalSeconds:0} s and was killed. It said:{Environment.NewLine}{_child.Errors}");
        }

        if (_child.ExitCode != ExitCode.Ok)
        {
            ThrowWhenEnded();
        }
    }

    public void Dispose() => _child.Dispose();

    private SignalReader? TryOpenLive()
    {
        if (SignalReader.TryOpen(_paths, out SignalReader? reader, out _) != RegionStatus.Ready)
        {
            return null;
        }

        if (reader!.WriterPid == _child.Pid && reader.State == RegionState.Live)
        {
            return reader;
        }

        reader.Dispose();
        return null;
    }
}
