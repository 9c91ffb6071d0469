using System.Runtime.InteropServices;

namespace UltraCascade.ConformanceTests.Processes;

/// <summary>Where the build put what the tests start: <c>ROOT/bin/PROJECT/CONFIGURATION/</c>, with ROOT found from this assembly.</summary>
internal static class Artifacts
{
    private static readonly DirectoryInfo s_own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>release or debug.</summary>
    public static string Configuration { get; } = s_own.Name;

    public static string Root { get; } = s_own.Parent!.Parent!.Parent!.FullName;

    public static string HostDirectory { get; } = Path.Combine(Root, "bin", "UltraCascade.Host", Configuration);

    public static string Host { get; } = Path.Combine(HostDirectory, "ultracascade");

    public static string TestPeer { get; } = Path.Combine(Root, "bin", "UltraCascade.TestPeer", Configuration, "ultracascade-testpeer");

    /// <summary>The runtime of this process: an executable finds it here wherever the SDK was installed.</summary>
    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
