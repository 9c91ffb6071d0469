namespace UltraCascade.Host.CommandLine;

/// <summary>What the shell gets back. Scripts rely on these: a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done; the message says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 3;

    /// <summary>A check failed.</summary>
    public const int CheckFailed = 4;

    /// <summary>The instance does not run, or its heartbeat is stale.</summary>
    public const int NotRunning = 5;

    /// <summary>Stopped by Ctrl-C, or by SIGTERM before the work was done.</summary>
    public const int Interrupted = 130;
}
