using System.Diagnostics;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Matrix;

/// <summary>
/// A writer at full speed in C#, a reader in another process, frames whose words give a torn copy away: 10⁸ reads, none torn.
/// ULTRACASCADE_LONG_TESTS=1 reads ten times as many.
/// </summary>
internal sealed class TornReadTests
{
    private static readonly long s_factor = Until.TakesLong ? 10 : 1;

    [TestCase(Language.C, 65_000_000)]
    [TestCase(Language.CSharp, 35_000_000)]
    [TestCase(Language.Python, 100_000)]
    public void ShouldReadNoTornFrame(Language language, long reads)
    {
        using ScratchInstance instance = new();
        using Peer writer = Programs.TornWriter(instance);
        writer.WaitForLine("live");
        Stopwatch watch = Stopwatch.StartNew();
        using Peer reader = Programs.TornReader(language, instance, reads * s_factor);
        reader.ShouldExit(0);
        TestContext.Out.WriteLine($"{language}: {reader.Lines[^1]}, {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.That(reader.Lines[^1], Does.EndWith("torn 0").And.Not.Contain("history 0 ").And.Not.Contain("latest 0 "));
        Assert.That(writer.HasExited, Is.False, "The writer has to be at work all the while.");
    }

    [Test]
    public void ShouldReadNoTornFrameUnderTheSanitizers()
    {
        using ScratchInstance instance = new();
        using Peer writer = Programs.TornWriter(instance);
        writer.WaitForLine("live");
        using Peer reader = new(NativePrograms.Peer("torn_reader", sanitized: true), [.. instance.Options, "--reads", "1000000"]);
        Assert.That(reader.ShouldExit(0).Lines[^1], Does.EndWith("torn 0"));
    }
}
