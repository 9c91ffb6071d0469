using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Configuration;

/// <summary>Every setting there is. A key that is not here is refused, so that a misspelt one does not pass for a default.</summary>
internal static class SettingsTable
{
    private const int MostCpus = 1024;

    public static readonly Setting[] All =
    [
        Setting.Text("Engine:Instance", (s, v) => s.Engine.Instance = v, RefuseName),
        Setting.Text("Engine:Directory", (s, v) => s.Engine.Directory = v, text => Path.IsPathRooted(text) ? null : "an absolute path is wanted"),
        Setting.Choice<EngineMode>("Engine:Mode", (s, v) => s.Engine.Mode = v, "live", "replay"),
        Setting.Choice<TopologyChoice>("Engine:Topology", (s, v) => s.Engine.Topology = v, "auto", "fused", "parallel"),
        Setting.Choice<SimdChoice>("Engine:Simd", (s, v) => s.Engine.Simd = v, "auto", "scalar", "128", "256", "512"),
        Setting.Choice<WaitStrategyChoice>(
            "Engine:WaitStrategy", (s, v) => s.Engine.WaitStrategy = v, "auto", "busy-spin", "yielding", "blocking", "adaptive"),
        Setting.Whole("Engine:BatchRecords", 1, 4096, (s, v) => s.Engine.BatchRecords = v),
        Setting.Whole("Engine:RingSlots", 64, 1 << 24, (s, v) => s.Engine.RingSlots = v, powerOfTwo: true),
        Setting.Whole("Engine:HistorySlots", 64, 1 << 24, (s, v) => s.Engine.HistorySlots = v, powerOfTwo: true),
        Setting.Whole("Engine:Instruments", 1, RegionLayout.MaxInstruments - 1, (s, v) => s.Engine.Instruments = v),
        Setting.Whole("Engine:Feeds", 1, RegionLayout.MaxFeeds, (s, v) => s.Engine.Feeds = v),
        Setting.Whole("Engine:SlabMegabytes", 1, 65_536, (s, v) => s.Engine.SlabMegabytes = v),
        Setting.Number("Engine:LateSeconds", 0.001, 3600, (s, v) => s.Engine.LateSeconds = v),
        Setting.Flag("Engine:LockMemory", (s, v) => s.Engine.LockMemory = v),
        Setting.Choice<WarmUpChoice>("Engine:WarmUp", (s, v) => s.Engine.WarmUp = v, "auto", "on", "off"),
        Setting.Text("Engine:Group", (s, v) => s.Engine.Group = v, _ => null),
        Setting.Number("Engine:Detector:Threshold", 0.1, 39, (s, v) => s.Engine.Detector.Threshold = v),
        Setting.Number("Engine:Detector:Slope", 0.01, 10, (s, v) => s.Engine.Detector.Slope = v),
        .. RedisTable.All,
        .. JournalTable.All,
    ];

    /// <summary>Lists: their keys end in an index.</summary>
    public static readonly Setting Cpu = Setting.Whole("Engine:Cpus", 0, MostCpus - 1, (s, v) => s.Engine.Cpus = [.. s.Engine.Cpus, v]);

    /// <summary>Start of the keys that name a native symbol.</summary>
    public const string InstrumentMapPath = "Import:InstrumentMap:";

    /// <summary>What no single value can tell. Null or the path and the reason.</summary>
    public static (string Path, string Reason)? RefuseTogether(UltraCascadeSettings settings)
    {
        if (settings.Engine.Cpus.Distinct().Count() != settings.Engine.Cpus.Count)
        {
            return ("Engine:Cpus", "each processor may stand in the list once");
        }

        return null;
    }

    private static string? RefuseName(string text) =>
        InstancePaths.IsValidName(text) ? null : "a name of 1 to 31 letters, digits, dots, hyphens and underscores that starts with a letter or digit is wanted";
}
