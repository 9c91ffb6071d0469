using UltraCascade.Protocol;
using UltraCascade.Redis;
using UltraCascade.Redis.Stream;

namespace UltraCascade.Tests.Redis;

/// <summary>Which signal goes where: the stream gets all, a channel gets each at most once and only as news.</summary>
internal sealed class ChannelGateTests
{
    private const long NowNs = 1_772_700_000_000_000_000L;

    [TestCase(SignalLevel.None, StreamScript.ToStream | StreamScript.ToSignals)]
    [TestCase(SignalLevel.Watch, StreamScript.ToStream | StreamScript.ToSignals)]
    [TestCase(SignalLevel.Alert, StreamScript.ToStream | StreamScript.ToSignals | StreamScript.ToAlerts)]
    [TestCase(SignalLevel.Critical, StreamScript.ToStream | StreamScript.ToSignals | StreamScript.ToAlerts | StreamScript.ToCritical)]
    [TestCase(SignalLevel.Extreme, StreamScript.ToStream | StreamScript.ToSignals | StreamScript.ToAlerts | StreamScript.ToCritical)]
    public void ShouldSendEachLevelWhereItBelongs(SignalLevel level, int to) =>
        Assert.That(Gate().Where(Frame(1, level), NowNs), Is.EqualTo(to));

    [Test]
    public void ShouldNotPublishASignalTwice()
    {
        ChannelGate gate = Gate();
        gate.Where(Frame(5, SignalLevel.Extreme), NowNs);
        Assert.That(gate.Where(Frame(5, SignalLevel.Extreme), NowNs), Is.EqualTo(StreamScript.ToStream));
        Assert.That(gate.Where(Frame(4, SignalLevel.Extreme), NowNs), Is.EqualTo(StreamScript.ToStream));
    }

    [Test]
    public void ShouldPublishAgainWhatIsKnownToHaveDoneNothing()
    {
        ChannelGate gate = Gate();
        gate.Where(Frame(5, SignalLevel.Extreme), NowNs);
        gate.GoBackTo(4);
        Assert.That(gate.Where(Frame(5, SignalLevel.Extreme), NowNs) & StreamScript.ToCritical, Is.Not.Zero);
    }

    [Test]
    public void ShouldNotPublishWhatIsNewsNoMore() =>
        Assert.That(Gate().Where(Frame(1, SignalLevel.Extreme), NowNs + 6_000_000_000L), Is.EqualTo(StreamScript.ToStream));

    [Test]
    public void ShouldLeaveOutWhatIsBelowTheLevels()
    {
        ChannelGate gate = new(Options() with { StreamLevel = SignalLevel.Alert, ChannelLevel = SignalLevel.Critical });
        Assert.That(gate.Where(Frame(1, SignalLevel.Watch), NowNs), Is.Zero);
        Assert.That(gate.Where(Frame(2, SignalLevel.Alert), NowNs), Is.EqualTo(StreamScript.ToStream | StreamScript.ToAlerts));
    }

    [Test]
    public void ShouldCapEachChannelBySecondAndCountWhatItKeptBack()
    {
        ChannelGate gate = new(Options() with { ChannelCap = 2 });
        int published = Enumerable.Range(1, 10).Count(i => (gate.Where(Frame(i, SignalLevel.None), NowNs) & StreamScript.ToSignals) != 0);
        Assert.That(published, Is.EqualTo(2));
        Assert.That(gate.Capped, Is.EqualTo(8));
        Assert.That(gate.Where(Frame(11, SignalLevel.None), NowNs + 1_000_000_000L) & StreamScript.ToSignals, Is.Not.Zero, "The next second has room again.");
    }

    private static ChannelGate Gate() => new(Options());

    private static BridgeOptions Options() => new() { Endpoints = [] };

    private static SignalFrame Frame(long sequence, SignalLevel level) => new() { Sequence = sequence, Level = level, PublishNs = NowNs };
}
