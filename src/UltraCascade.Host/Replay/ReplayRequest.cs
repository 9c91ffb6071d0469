using UltraCascade.Feeds;

namespace UltraCascade.Host.Replay;

/// <summary>What the user asked to have replayed, and how.</summary>
internal sealed record ReplayRequest
{
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Data seconds for each second; 0 = as fast as it goes.</summary>
    public required double Speed { get; init; }

    /// <summary>What the import accepts.</summary>
    public required ImportOptions Import { get; init; }

    /// <summary>Shifts the data so that it begins now.</summary>
    public required bool RebaseToNow { get; init; }

    /// <summary>Where every history frame goes as a line of JSON; null = nowhere.</summary>
    public required string? SignalsFile { get; init; }

    /// <summary>The user named an instance: its engine runs already.</summary>
    public required bool IntoRunningInstance { get; init; }
}
