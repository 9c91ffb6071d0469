namespace UltraCascade.ConformanceTests.Processes;

/// <summary>
/// What is written in C and C++, built through cmake on first use into the artifacts folder: native/ with its examples and
/// tests, and the peers of these tests. Later runs only build what changed.
/// </summary>
internal static class NativePrograms
{
    private static readonly Lazy<string> s_suite = new(() => Build("native", "native-tests", "-DUC_TESTS=ON"));
    private static readonly Lazy<string> s_sanitizedSuite = new(() => Build("native", "native-tests-sanitized", "-DUC_TESTS=ON", "-DUC_SANITIZE=ON"));
    private static readonly Lazy<string> s_peers = new(() => Build("tests/UltraCascade.TestPeer/native", "native-peers"));
    private static readonly Lazy<string> s_sanitizedPeers = new(() => Build("tests/UltraCascade.TestPeer/native", "native-peers-sanitized", "-DUC_SANITIZE=ON"));

    /// <summary>Build directory of native/ with its tests, for ctest.</summary>
    public static string Suite(bool sanitized) => (sanitized ? s_sanitizedSuite : s_suite).Value;

    public static string Example(string name) => Path.Combine(s_suite.Value, "examples", name);

    public static string TestProgram(string name) => Path.Combine(s_suite.Value, "tests", name);

    public static string Peer(string name, bool sanitized = false) => Path.Combine((sanitized ? s_sanitizedPeers : s_peers).Value, name);

    private static string Build(string sources, string name, params string[] options)
    {
        string build = Path.Combine(Artifacts.Root, name, Artifacts.Configuration);
        Directory.CreateDirectory(build);
        string type = Artifacts.Configuration == "debug" ? "Debug" : "Release";
        using Peer configure = new("cmake", ["-S", Path.Combine(Repository.Root, sources), "-B", build, $"-DCMAKE_BUILD_TYPE={type}", .. options]);
        configure.ShouldExit(0);
        using Peer compile = new("cmake", ["--build", build, "--parallel", "2"]);
        compile.ShouldExit(0);
        return build;
    }
}
