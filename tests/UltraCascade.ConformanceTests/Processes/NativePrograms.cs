namespace UltraCascade.ConformanceTests.Processes;

/// <summary>
/// What is written in C and C++, built through cmake on first use into the artifacts folder: native/ with its examples and
/// tests, and the peers of these tests. Later runs only build what changed.
/// </summary>
internal static class NativePrograms
{
    private static readonly TimeSpan s_compilerWatchdog = TimeSpan.FromMinutes(10);
    private static readonly Lazy<string> s_suite = new(() => Build("native", "native-tests", "-DUC_TESTS=ON"));
    private static readonly Lazy<string> s_sanitizedSuite = new(() => Build("native", "native-tests-sanitized", "-DUC_TESTS=ON", "-DUC_SANITIZE=ON"));
    private static readonly Lazy<string> s_threadSuite = new(() => Build("native", "native-tests-threads", "-DUC_TESTS=ON", "-DUC_SANITIZE_THREADS=ON"));
    private static readonly Lazy<string?> s_fuzzers = new(() => HasLibFuzzer()
        ? Build("native", "native-fuzz", "-DUC_TESTS=ON", "-DUC_SANITIZE=ON", "-DUC_FUZZ=ON", "-DCMAKE_C_COMPILER=clang", "-DCMAKE_CXX_COMPILER=clang++")
        : null);
    private static readonly Lazy<string> s_peers = new(() => Build("tests/UltraCascade.TestPeer/native", "native-peers"));
    private static readonly Lazy<string> s_sanitizedPeers = new(() => Build("tests/UltraCascade.TestPeer/native", "native-peers-sanitized", "-DUC_SANITIZE=ON"));

    /// <summary>Build directory of native/ with its tests, for ctest.</summary>
    public static string Suite(bool sanitized) => (sanitized ? s_sanitizedSuite : s_suite).Value;

    /// <summary>The same under the thread sanitizer.</summary>
    public static string ThreadSuite => s_threadSuite.Value;

    /// <summary>Build directory of the fuzz targets; null without a clang that has libFuzzer.</summary>
    public static string? Fuzzers => s_fuzzers.Value;

    public static string Example(string name) => Path.Combine(s_suite.Value, "examples", name);

    public static string TestProgram(string name) => Path.Combine(s_suite.Value, "tests", name);

    public static string Peer(string name, bool sanitized = false) => Path.Combine((sanitized ? s_sanitizedPeers : s_peers).Value, name);

    private static bool HasLibFuzzer()
    {
        using ScratchInstance scratch = new();
        string source = scratch.File("probe.c");
        File.WriteAllText(source, "int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { return d == 0 && n > 0; }\n");
        try
        {
            using Peer compile = new("clang", ["-fsanitize=fuzzer,address", source, "-o", scratch.File("probe")]);
            return compile.WaitForExit() == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Build(string sources, string name, params string[] options)
    {
        string build = Path.Combine(Artifacts.Root, name, Artifacts.Configuration);
        Directory.CreateDirectory(build);
        string type = Artifacts.Configuration == "debug" ? "Debug" : "Release";
        using Peer configure = new("cmake", ["-S", Path.Combine(Repository.Root, sources), "-B", build, $"-DCMAKE_BUILD_TYPE={type}", .. options]);
        configure.ShouldExit(0);
        using Peer compile = new("cmake", ["--build", build, "--parallel", "2"]);
        compile.ShouldExit(0, s_compilerWatchdog);
        return build;
    }
}
