using UltraCascade.Measurement.Machine;

namespace UltraCascade.Tests.Latency;

internal sealed class KernelFileTests
{
    // A memory figure that is silently 0 looks like a very good one.
    [TestCase("VmRSS:")]
    [TestCase("voluntary_ctxt_switches:")]
    public void ShouldReadNumbersWithAndWithoutAUnit(string name) =>
        Assert.That(KernelFile.Counter("/proc/self/status", name), Is.GreaterThan(0));

    [Test]
    public void ShouldSayZeroOfWhatIsNotThere() => Assert.That(KernelFile.Counter("/proc/self/status", "NoSuchLine:"), Is.Zero);
}
