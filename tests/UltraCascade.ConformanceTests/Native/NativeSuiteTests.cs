using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Native;

/// <summary>The tests that native/ has of its own, as the compiler builds them and once more under the sanitizers.</summary>
internal sealed class NativeSuiteTests
{
    [TestCase(false, TestName = "ShouldPassTheNativeSuite")]
    [TestCase(true, TestName = "ShouldPassTheNativeSuiteUnderTheSanitizers")]
    public void ShouldPassTheNativeSuite(bool sanitized)
    {
        string build = NativePrograms.Suite(sanitized);

        // Leaks are no business of a test that ends by exit; what reads or writes astray ends it at once.
        Dictionary<string, string> environment = new() { ["ASAN_OPTIONS"] = "detect_leaks=0", ["CTEST_OUTPUT_ON_FAILURE"] = "1" };
        using Peer suite = new("cmake", ["-E", "chdir", build, "ctest", "--no-tests=error"], environment);
        suite.ShouldExit(0);
        TestContext.Out.WriteLine(string.Join(Environment.NewLine, suite.Lines.Where(line => line.Contains("Test  #") || line.Contains("Passed"))));
        Assert.That(suite.Lines, Has.Some.Contains("100% tests passed"));
    }
}
