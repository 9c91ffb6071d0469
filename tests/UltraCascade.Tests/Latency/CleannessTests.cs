using UltraCascade.Measurement.Machine;

namespace UltraCascade.Tests.Latency;

/// <summary>A run on a busy machine must not pass for a clean one, and must say why.</summary>
internal sealed class CleannessTests
{
    private static readonly Disturbance s_quiet = new(ElapsedSeconds: 10, ForeignShare: 0.005, StealShare: 0, Preemptions: 3);

    [Test]
    public void ShouldTakeAQuietRunForClean() => Assert.That(Cleanness.Reasons(40, 41, s_quiet, s_quiet), Is.Empty);

    [TestCase(40, 160)]
    [TestCase(160, 40)]
    [TestCase(40, double.NaN)]
    public void ShouldSayThatTheFloorMoved(double before, double after) =>
        Assert.That(Cleanness.Reasons(before, after, s_quiet, s_quiet), Has.One.Contains("floor moved"));

    [Test]
    public void ShouldSayThatThreadsWerePreempted() =>
        Assert.That(Cleanness.Reasons(40, 40, s_quiet, s_quiet with { Preemptions = 1_000 }), Has.One.Contains("preempted 100 times"));

    [Test]
    public void ShouldSayThatOthersRan() =>
        Assert.That(Cleanness.Reasons(40, 40, s_quiet with { ForeignShare = 0.5 }, s_quiet), Has.One.Contains("other processes"));

    [Test]
    public void ShouldSayThatTheHypervisorTookTime() =>
        Assert.That(Cleanness.Reasons(40, 40, s_quiet with { StealShare = 0.01 }, s_quiet), Has.One.Contains("hypervisor"));
}
