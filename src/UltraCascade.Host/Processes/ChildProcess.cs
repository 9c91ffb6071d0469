using System.Diagnostics;

namespace UltraCascade.Host.Processes;

/// <summary>
/// A process of our own that must not outlive us. Its standard input is a pipe that we hold: it stops cleanly when the
/// pipe closes, which the kernel does for us even after kill -9. What it prints is collected.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int KeptErrorLines = 40;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _errors;
    private readonly Queue<string> _errorLines = new();
    private readonly Action<string>? _onErrorLine;

    /// <param name="start">What to start, its streams redirected.</param>
    /// <param name="onErrorLine">Gets each line of its standard error, on a thread of the pool.</param>
    public ChildProcess(ProcessStartInfo start, Action<string>? onErrorLine = null)
    {
        _onErrorLine = onErrorLine;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = Task.Run(CollectErrors);
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Valid once it has exited.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>All of its standard output; waits for the end of the process.</summary>
    public string Output => _output.GetAwaiter().GetResult();

    /// <summary>The last lines of its standard error.</summary>
    public string Errors
    {
        get
        {
            if (_process.HasExited)
            {
                _errors.Wait(TimeSpan.FromSeconds(1));
            }

            lock (_errorLines)
            {
                return string.Join(Environment.NewLine, _errorLines);
            }
        }
    }

    /// <summary>Closes its standard input and waits; kills it when that was not enough. True when it ended by itself.</summary>
    public bool Stop(TimeSpan patience)
    {
        CloseInput();
        if (_process.WaitForExit(patience))
        {
            return true;
        }

        Kill();
        return false;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            CloseInput();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
            {
                Kill();
            }
        }

        _process.Dispose();
    }

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It has gone already, or was told before.
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It ended in the meantime.
        }
    }

    private void CollectErrors()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            lock (_errorLines)
            {
                _errorLines.Enqueue(line);
                if (_errorLines.Count > KeptErrorLines)
                {
                    _errorLines.Dequeue();
                }
            }

            _onErrorLine?.Invoke(line);
        }
    }
}
