using System.Runtime.InteropServices;

namespace UltraCascade.Host.CommandLine;

/// <summary>
/// Turns SIGINT and SIGTERM into a cancelled token and remembers which one it was. A second signal ends the process the
/// way the kernel does by default, so that a verb that hangs can still be left.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Ctrl-C was the first signal.</summary>
    public bool ByKeyboard { get; private set; }

    /// <summary>Cancels as a SIGTERM would. Does nothing once disposed.</summary>
    public void Stop()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The verb has ended by itself.
        }
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            return;
        }

        ByKeyboard = context.Signal == PosixSignal.SIGINT;
        context.Cancel = true;
        Stop();
    }
}
