using System.Diagnostics;
using System.Text;

namespace UltraCascade.ConformanceTests.Processes;

/// <summary>
/// A child process with its output as lines. Bytes become chars one to one (Latin-1), so that equal text means equal bytes.
/// Disposing kills it and what it started.
/// </summary>
internal sealed class Peer : IDisposable
{
    private const int TailLines = 30;

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly StringBuilder _errors = new();
    private readonly Thread[] _readers;
    private readonly string _command;

    public Peer(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_ROOT"] = Artifacts.DotnetRoot;
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _command = $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}";
        _process = Process.Start(start)!;
        _readers =
        [
            Start(_process.StandardOutput, line => { lock (_output) { _output.Add(line); } }),
            Start(_process.StandardError, line => { lock (_errors) { _errors.AppendLine(line); } }),
        ];
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public int LineCount
    {
        get
        {
            lock (_output)
            {
                return _output.Count;
            }
        }
    }

    public string[] Lines
    {
        get
        {
            lock (_output)
            {
                return [.. _output];
            }
        }
    }

    public void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void CloseInput() => _process.StandardInput.Close();

    public void Signal(int signal) => UnixSignal.Send(Pid, signal);

    /// <summary>The first line that begins so, as soon as it is there.</summary>
    public string WaitForLine(string beginning)
    {
        string? found = null;
        Until.Holds(() => (found ??= Lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))) is not null, $"a line '{beginning}…'", this);
        return found!;
    }

    public void WaitForLines(long count) => Until.Holds(() => LineCount >= count, $"{count} lines", this);

    /// <summary>Waits for the end of the process and of its output; a compiler may be given longer than the usual watchdog.</summary>
    public int WaitForExit(TimeSpan? watchdog = null)
    {
        if (!_process.WaitForExit(watchdog ?? Until.Watchdog))
        {
            Assert.Fail($"It did not end.{Environment.NewLine}{Describe()}");
        }

        foreach (Thread reader in _readers)
        {
            Assert.That(reader.Join(Until.Watchdog), Is.True, "Somebody holds the output of a process that has ended.");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for the end and expects this exit code.</summary>
    public Peer ShouldExit(int code, TimeSpan? watchdog = null)
    {
        int found = WaitForExit(watchdog);
        Assert.That(found, Is.EqualTo(code), Describe());
        return this;
    }

    public void KillHard()
    {
        Signal(UnixSignal.Kill);
        WaitForExit();
    }

    public string Describe() =>
        $"$ {_command}{Environment.NewLine}{string.Join(Environment.NewLine, Lines.TakeLast(TailLines))}{Environment.NewLine}{Errors}"
        + (HasExited ? $"(exit code {_process.ExitCode})" : $"(runs as {Pid})");

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Until.Watchdog);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private static Thread Start(StreamReader reader, Action<string> take)
    {
        Thread thread = new(() =>
        {
            try
            {
                while (reader.ReadLine() is { } line)
                {
                    take(line);
                }
            }
            catch (Exception exception) when (exception is ObjectDisposedException or IOException)
            {
                // Disposed while it ran: nobody reads its output any more.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
