using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.Configuration;

/// <summary>Where the engine's history goes on disk, and how.</summary>
public sealed class JournalSettings
{
    /// <summary>The word for a directory of this user's: see <see cref="Resolve"/>.</summary>
    public const string Auto = "auto";

    /// <summary>The word for no journal.</summary>
    public const string None = "none";

    /// <summary>Directory of the journals, <see cref="Auto"/> or <see cref="None"/>.</summary>
    public string Directory { get; set; } = Auto;

    /// <summary>Size of a segment in MiB.</summary>
    public int SegmentMegabytes { get; set; } = 64;

    /// <summary>When it waits for the disk.</summary>
    public SyncPolicy Sync { get; set; } = SyncPolicy.None;

    /// <summary>Milliseconds between two waits under the policy interval.</summary>
    public int SyncMilliseconds { get; set; } = 100;

    /// <summary>What happens when the disk is stuck and the ring is full.</summary>
    public StuckPolicy WhenStuck { get; set; } = StuckPolicy.Stop;

    /// <summary>Seconds without a sign of life after which a disk counts as stuck.</summary>
    public double PatienceSeconds { get; set; } = 5;

    /// <summary>Size of all segments in MiB beyond which the oldest are removed; 0 = none is.</summary>
    public int RetainMegabytes { get; set; }

    /// <summary>Days after which a segment is removed; 0 = none is.</summary>
    public double RetainDays { get; set; }

    /// <summary>
    /// The directory, empty = no journal. Auto: for a live instance what systemd names in STATE_DIRECTORY, else
    /// <c>ultracascade/journal</c> in XDG_STATE_HOME or ~/.local/state; none for an instance that replays recorded data.
    /// </summary>
    public string Resolve(EngineMode mode)
    {
        if (!Directory.Equals(Auto, StringComparison.Ordinal))
        {
            return Directory == None ? "" : Directory;
        }

        if (mode == EngineMode.Replay)
        {
            return "";
        }

        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } state)
        {
            return Path.Combine(state.Split(':')[0], "journal");
        }

        string home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.GetFullPath(Path.Combine(home, "ultracascade", "journal"));
    }

    /// <summary>The same for the journal.</summary>
    public JournalOptions ToOptions(InstanceMode mode, long groupId) => new()
    {
        SegmentBytes = (long)SegmentMegabytes << 20,
        Sync = Sync,
        SyncInterval = TimeSpan.FromMilliseconds(SyncMilliseconds),
        RetainBytes = (long)RetainMegabytes << 20,
        RetainAge = TimeSpan.FromDays(RetainDays),
        Mode = mode,
        GroupId = groupId,
    };

    /// <summary>The same for its watch.</summary>
    public WatchOptions ToWatchOptions() => new() { WhenStuck = WhenStuck, Patience = TimeSpan.FromSeconds(PatienceSeconds) };
}
