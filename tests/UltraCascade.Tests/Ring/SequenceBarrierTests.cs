using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class SequenceBarrierTests
{
    private static SequenceBarrier<BusySpinWaitStrategy> Create(params Sequence[] dependencies)
        => new(new DependentSequenceGroup(dependencies), default, new HaltPoint());

    [Test]
    public void ShouldReportEverythingAvailableBehindOneDependency()
    {
        SequenceWaitResult result = Create(new Sequence(5)).WaitFor(3);
        Assert.That(result.IsAvailable, Is.True);
        Assert.That(result.AvailableSequence, Is.EqualTo(5));
    }

    [TestCase(7, 5, 9)]
    [TestCase(5, 7, 9)]
    [TestCase(9, 7, 5)]
    public void ShouldReportTheSlowestOfSeveralDependencies(long first, long second, long third)
    {
        SequenceBarrier<BusySpinWaitStrategy> barrier = Create(new Sequence(first), new Sequence(second), new Sequence(third));
        Assert.That(barrier.WaitFor(5).AvailableSequence, Is.EqualTo(5));
    }

    [Test]
    public void ShouldNeedADependency()
        => Assert.That(() => Create(), Throws.ArgumentException);

    [Test]
    public void ShouldEndTheWaitWhenAlerted()
    {
        SequenceBarrier<BusySpinWaitStrategy> barrier = Create(new Sequence(5));
        barrier.Alert();
        Assert.That(barrier.IsAlerted, Is.True);
        Assert.That(barrier.WaitFor(6).IsHalted, Is.True);
    }

    [Test]
    public void ShouldEndOnlyWaitsBehindTheHaltPoint()
    {
        SequenceBarrier<BusySpinWaitStrategy> barrier = Create(new Sequence(5));
        barrier.AlertAfter(5);
        Assert.That(barrier.IsAlerted, Is.False);
        Assert.That(barrier.WaitFor(5).AvailableSequence, Is.EqualTo(5));
        Assert.That(barrier.WaitFor(6).IsHalted, Is.True);
    }
}
