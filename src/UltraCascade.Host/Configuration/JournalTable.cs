using UltraCascade.Journal;

namespace UltraCascade.Host.Configuration;

/// <summary>The settings of the section <c>Journal</c>.</summary>
internal static class JournalTable
{
    /// <summary>Path of the directory's setting.</summary>
    public const string DirectoryPath = "Journal:Directory";

    public static readonly Setting[] All =
    [
        Setting.Text(DirectoryPath, (s, v) => s.Journal.Directory = v, RefuseDirectory),
        Setting.Whole("Journal:SegmentMegabytes", 1, 4_096, (s, v) => s.Journal.SegmentMegabytes = v),
        Setting.Choice<SyncPolicy>("Journal:Sync", (s, v) => s.Journal.Sync = v, "none", "interval", "batch"),
        Setting.Whole("Journal:SyncMilliseconds", 1, 60_000, (s, v) => s.Journal.SyncMilliseconds = v),
        Setting.Choice<StuckPolicy>("Journal:WhenStuck", (s, v) => s.Journal.WhenStuck = v, "stop", "drop"),
        Setting.Number("Journal:PatienceSeconds", 0.05, 3600, (s, v) => s.Journal.PatienceSeconds = v),
        Setting.Whole("Journal:RetainMegabytes", 0, int.MaxValue, (s, v) => s.Journal.RetainMegabytes = v),
        Setting.Number("Journal:RetainDays", 0, 36_500, (s, v) => s.Journal.RetainDays = v),
    ];

    private static string? RefuseDirectory(string text) =>
        text is JournalSettings.Auto or JournalSettings.None || Path.IsPathRooted(text) ? null : "auto, none or an absolute path is wanted";
}
