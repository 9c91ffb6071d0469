using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Native;

/// <summary>The tests that native/ has of its own, as the compiler builds them, under the sanitizers, and its fuzz targets for a short while.</summary>
internal sealed class NativeSuiteTests
{
    private const int FuzzInputs = 20_000;

    [TestCase(false, TestName = "ShouldPassTheNativeSuite")]
    [TestCase(true, TestName = "ShouldPassTheNativeSuiteUnderTheSanitizers")]
    public void ShouldPassTheNativeSuite(bool sanitized) => RunSuite(NativePrograms.Suite(sanitized));

    // The sanitizer slows everything down and knows nothing of other processes: only what has two threads is for it.
    [Test]
    public void ShouldPassTheThreadedTestsUnderTheThreadSanitizer() => RunSuite(NativePrograms.ThreadSuite, "-R", "threads|test_native");

    [TestCase("signals")]
    [TestCase("feed")]
    [TestCase("ring")]
    public void ShouldFindNothingInAShortRunOfTheFuzzer(string target)
    {
        if (NativePrograms.Fuzzers is not { } build)
        {
            Assert.Ignore("There is no clang with libFuzzer on this machine (apt-get install clang libclang-rt-14-dev). The corpus was tried by the suite all the same.");
            return;
        }

        using ScratchInstance scratch = new();
        string[] options = ["-seed=1", $"-runs={FuzzInputs}", "-timeout=20", "-max_len=256", "-rss_limit_mb=2048", $"-artifact_prefix={scratch.Root}/"];
        string corpus = Path.Combine(Repository.Root, "native", "fuzz", "corpus", target);
        string grown = Directory.CreateDirectory(scratch.File("grown")).FullName;
        using Peer fuzzer = new(Path.Combine(build, "fuzz", $"fuzz_{target}"), [.. options, grown, corpus]);
        fuzzer.ShouldExit(0);
        Assert.That(fuzzer.Errors, Does.Contain($"Done {FuzzInputs} runs"));
    }

    private static void RunSuite(string build, params string[] options)
    {
        // Leaks are no business of a test that ends by exit; what reads or writes astray ends it at once. SIGBUS is left to the tests: one is about it.
        Dictionary<string, string> environment = new()
        {
            ["ASAN_OPTIONS"] = "detect_leaks=0:handle_sigbus=0",
            ["TSAN_OPTIONS"] = "handle_sigbus=0",
            ["CTEST_OUTPUT_ON_FAILURE"] = "1",
        };
        using Peer suite = new("cmake", ["-E", "chdir", build, "ctest", "--no-tests=error", .. options], environment);
        suite.ShouldExit(0);
        TestContext.Out.WriteLine(string.Join(Environment.NewLine, suite.Lines.Where(line => line.Contains("Test  #") || line.Contains("Passed"))));
        Assert.That(suite.Lines, Has.Some.Contains("100% tests passed"));
    }
}
