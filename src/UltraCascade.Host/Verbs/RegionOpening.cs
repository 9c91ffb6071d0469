using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>Opens the signals of an instance for a verb, in the words of the command line.</summary>
internal static class RegionOpening
{
    /// <summary>Null when there is no region yet, which waiting can mend.</summary>
    /// <exception cref="VerbException">There is a file that waiting will not mend.</exception>
    public static SignalReader? TryOpen(InstancePaths paths)
    {
        RegionStatus status = SignalReader.TryOpen(paths, out SignalReader? reader, out string reason);
        return status switch
        {
            RegionStatus.Ready => reader,
            RegionStatus.Missing => null,
            _ => throw new VerbException(reason),
        };
    }

    /// <exception cref="VerbException">Exit code 5 when there is no region, 1 when there is one that cannot be read.</exception>
    public static SignalReader Open(InstancePaths paths) =>
        TryOpen(paths) ?? throw new VerbException(
            $"The instance '{paths.Instance}' does not run: there is no {paths.Signals}. Start it with 'ultracascade run --instance {paths.Instance}', or name another with --instance or --dir.",
            ExitCode.NotRunning);

    /// <exception cref="VerbException">Exit code 5: the engine has stopped or is silent.</exception>
    public static void RequireAlive(InstancePaths paths, SignalReader reader)
    {
        if (reader.State is RegionState.Stopped or RegionState.Faulted)
        {
            throw new VerbException(
                $"The engine of '{paths.Instance}' {(reader.State == RegionState.Stopped ? "has stopped" : "stopped because of a fault")}. Start it with 'ultracascade run --instance {paths.Instance}'.",
                ExitCode.NotRunning);
        }

        if (reader.IsStale(out long ageNs))
        {
            throw new VerbException(
                $"The engine of '{paths.Instance}' (pid {reader.WriterPid}) is silent since {Age(ageNs)}. If it is gone, start it again with 'ultracascade run --instance {paths.Instance}'.",
                ExitCode.NotRunning);
        }
    }

    /// <summary>The age of a heartbeat in words.</summary>
    public static string Age(long ageNs) => ageNs == long.MaxValue ? "before this boot" : Quantity.Duration(ageNs);
}
