using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// An engine in a process of its own, started as an operator would who wants the lowest latency: fused, busy-spinning, its
/// thread pinned. It ends when this process does, because it holds the other end of its standard input.
/// </summary>
internal sealed class EngineUnderTest : IDisposable
{
    private const int Instruments = 1024;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _output;

    private EngineUnderTest(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _output = process.StandardOutput.ReadToEndAsync();
    }

    public int Pid => _process.Id;

    /// <summary>Starts the engine of <paramref name="paths"/> on <paramref name="cpu"/>; it is not live yet.</summary>
    public static EngineUnderTest Start(Func<IEnumerable<string>, ProcessStartInfo> program, InstancePaths paths, int cpu, int slabMegabytes)
    {
        ProcessStartInfo start = program(
        [
            "run", "--engine-only", "--quiet", "--mode", "replay", "--topology", "fused", "--wait", "busy-spin", "--stop-with-input", "--journal", "none",
            "--instance", paths.Instance, "--dir", paths.Root,
        ]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        Set(start, "CPUS", cpu);
        Set(start, "INSTRUMENTS", Instruments);
        Set(start, "SLABMEGABYTES", slabMegabytes);
        Set(start, "FEEDS", 8);
        start.Environment.TryAdd("ULTRACASCADE__ENGINE__WARMUP", "on");
        return new EngineUnderTest(Process.Start(start) ?? throw new MeasurementException($"{start.FileName} could not be started."));
    }

    /// <summary>Waits until the engine takes events and opens its signals.</summary>
    /// <exception cref="MeasurementException">It ended or hangs.</exception>
    public SignalReader WaitUntilLive(InstancePaths paths, CancellationToken token)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            token.ThrowIfCancellationRequested();
            if (SignalReader.TryOpen(paths, out SignalReader? reader, out _) == RegionStatus.Ready)
            {
                if (reader!.WriterPid == Pid && reader.State == RegionState.Live)
                {
                    return reader;
                }

                reader.Dispose();
            }

            ThrowWhenGone();
            if (watch.Elapsed > s_startPatience)
            {
                throw new MeasurementException($"The engine was not live after {s_startPatience.TotalSeconds:0} s.");
            }

            token.WaitHandle.WaitOne(s_look);
        }
    }

    /// <exception cref="MeasurementException">The engine has ended although nobody told it to.</exception>
    public void ThrowWhenGone()
    {
        if (_process.HasExited)
        {
            throw new MeasurementException($"The engine process ended with exit code {_process.ExitCode}. It said: {_errors.GetAwaiter().GetResult()}");
        }
    }

    /// <summary>Ends it as a crash does: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Runs something while the engine is stopped (SIGSTOP): it spins, and its processor is wanted for another thread.</summary>
    public void WhileStopped(Action action)
    {
        _ = NativeKill(Pid, SignalStop);
        try
        {
            action();
        }
        finally
        {
            _ = NativeKill(Pid, SignalContinue);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(s_stopPatience))
            {
                Kill();
            }
        }

        _ = Task.WaitAll([_errors, _output], s_stopPatience);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int NativeKill(int pid, int signal);

    private static void Set(ProcessStartInfo start, string setting, int value) =>
        start.Environment["ULTRACASCADE__ENGINE__" + setting] = value.ToString(CultureInfo.InvariantCulture);
}
