using UltraCascade.Host.Configuration;
using UltraCascade.Host.Terminal;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.CommandLine;

/// <summary>What every verb gets: where data and messages go, what was asked of all verbs alike, when to stop.</summary>
internal sealed class VerbContext
{
    public required StandardOutput Output { get; init; }

    public required Messages Messages { get; init; }

    public required Interruption Interruption { get; init; }

    public required UltraCascadeSettings Settings { get; init; }

    public required bool Json { get; init; }

    public required bool Verbose { get; init; }

    public CancellationToken Token => Interruption.Token;

    /// <summary>The instance that the settings name.</summary>
    public InstancePaths Paths => new(Settings.Engine.Directory, Settings.Engine.Instance);

    /// <summary>Exit code of a verb that follows something until it is told to stop: a SIGTERM is a clean close.</summary>
    public int StoppedByUser => Interruption.ByKeyboard ? ExitCode.Interrupted : ExitCode.Ok;
}
