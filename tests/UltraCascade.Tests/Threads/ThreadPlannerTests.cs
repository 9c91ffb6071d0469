using UltraCascade.Engine;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Threads;

namespace UltraCascade.Tests.Threads;

/// <summary>
/// Whoever starts an engine without a word about threads must get what the machine can bear: nothing spins where it takes the
/// time of those it waits for, and nothing is pinned where a stranger may sit on the same processor.
/// </summary>
internal sealed class ThreadPlannerTests
{
    [TestCase(1, 1, null, Topology.Fused)]
    [TestCase(3, 64, null, Topology.Fused)]
    [TestCase(4, 4, null, Topology.Parallel)]
    [TestCase(64, 64, 3.9, Topology.Fused)]
    [TestCase(64, 64, 4.0, Topology.Parallel)]
    [TestCase(64, 64, 0.5, Topology.Fused)]
    public void ShouldCountProcessorsByAffinityAndQuota(int usable, int online, double? quota, Topology topology)
    {
        ThreadPlan plan = Plan(new EngineSettings(), Machine(usable, online) with { Quota = quota });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(plan.Topology, Is.EqualTo(topology));
            Assert.That(plan.Wait, Is.EqualTo(WaitStrategyChoice.Adaptive), "others may run here");
            Assert.That(plan.Cpus, Is.Empty, "others may run here");
            Assert.That(plan.Warnings, Is.Empty, "nothing was asked for that is not done");
            Assert.That(plan.Reasons, Is.Not.Empty, "doctor shows why");
        }
    }

    [Test]
    public void ShouldPinAndSpinOnIsolatedProcessorsOfItsOwnAccord()
    {
        ThreadPlan plan = Plan(new EngineSettings(), Machine(8, 8) with { Isolated = [4, 5, 6, 7] });
        Assert.That((plan.Topology, plan.Wait), Is.EqualTo((Topology.Parallel, WaitStrategyChoice.BusySpin)));
        Assert.That(plan.Cpus, Is.EqualTo(new[] { 4, 5, 6, 7 }));
    }

    [Test]
    public void ShouldStayFusedWhereTheIsolatedProcessorsAreFewerThanTheHandlers()
    {
        ThreadPlan plan = Plan(new EngineSettings(), Machine(8, 8) with { Isolated = [6, 7] });
        Assert.That((plan.Topology, plan.Wait), Is.EqualTo((Topology.Fused, WaitStrategyChoice.BusySpin)));
        Assert.That(plan.Cpus, Is.EqualTo(new[] { 6 }));
    }

    [Test]
    public void ShouldPinInAControlGroupOfItsOwnButLeaveAProcessorForTheRest()
    {
        ThreadPlan plan = Plan(new EngineSettings(), Machine(2, 8) with { AreOwn = true });
        Assert.That(plan.Cpus, Is.EqualTo(new[] { 1 }));
        Assert.That(plan.Wait, Is.EqualTo(WaitStrategyChoice.Adaptive), "feeders of the same group may be put there");
        Assert.That(Plan(new EngineSettings(), Machine(1, 8) with { AreOwn = true }).Cpus, Is.Empty);
    }

    [TestCase(1, 1, null, TopologyChoice.Fused)]
    [TestCase(2, 2, null, TopologyChoice.Parallel)]
    [TestCase(4, 4, null, TopologyChoice.Parallel)]
    [TestCase(8, 8, 1.5, TopologyChoice.Fused)]
    [TestCase(8, 8, 4.5, TopologyChoice.Parallel)]
    public void ShouldNotSpinWithFewerProcessorsThanSpinnersAndWhoFeedsThem(int usable, int online, double? quota, TopologyChoice topology)
    {
        EngineSettings settings = new() { Topology = topology, WaitStrategy = WaitStrategyChoice.BusySpin };
        ThreadPlan plan = Plan(settings, Machine(usable, online) with { Quota = quota });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(plan.Wait, Is.EqualTo(WaitStrategyChoice.Adaptive));
            Assert.That(plan.MaySpin, Is.False, "not even for a moment");
            Assert.That(plan.Warnings, Has.One.Contains("busy-spin"), "an operator who asked for it is told");
        }
    }

    [TestCase(2, 2, null, TopologyChoice.Fused)]
    [TestCase(1, 8, null, TopologyChoice.Fused)]
    [TestCase(5, 5, null, TopologyChoice.Parallel)]
    [TestCase(8, 8, 2.0, TopologyChoice.Fused)]
    public void ShouldSpinWhenToldWhereThereIsRoom(int usable, int online, double? quota, TopologyChoice topology)
    {
        EngineSettings settings = new() { Topology = topology, WaitStrategy = WaitStrategyChoice.BusySpin };
        ThreadPlan plan = Plan(settings, Machine(usable, online) with { Quota = quota });
        Assert.That((plan.Wait, plan.MaySpin), Is.EqualTo((WaitStrategyChoice.BusySpin, true)));
        Assert.That(plan.Warnings, Is.Empty);
    }

    [Test]
    public void ShouldNotLetSeveralSpinnersShareOneConfiguredProcessor()
    {
        EngineSettings settings = new() { Topology = TopologyChoice.Parallel, WaitStrategy = WaitStrategyChoice.BusySpin, Cpus = [2, 3] };
        ThreadPlan plan = Plan(settings, Machine(8, 8));
        Assert.That(plan.Wait, Is.EqualTo(WaitStrategyChoice.Adaptive));
        Assert.That(plan.Cpus, Is.EqualTo(new[] { 2, 3 }), "pinning was asked for and is possible");
    }

    [Test]
    public void ShouldSayWhichConfiguredProcessorCannotBeHad()
    {
        ThreadPlan plan = Plan(new EngineSettings { Cpus = [1, 9] }, Machine(2, 2));
        Assert.That(plan.Cpus, Is.EqualTo(new[] { 1 }));
        Assert.That(plan.Warnings, Has.One.Contains("processor 9"));
    }

    [Test]
    public void ShouldNotPinWhenPinningIsOff()
    {
        ThreadPlan plan = Plan(new EngineSettings { Pinning = PinningChoice.None }, Machine(8, 8) with { Isolated = [4, 5, 6, 7] });
        Assert.That(plan.Cpus, Is.Empty);
        Assert.That(plan.Wait, Is.EqualTo(WaitStrategyChoice.Adaptive), "unpinned threads may all sit on one isolated processor");
    }

    [Test]
    public void ShouldKeepYieldingButNotUnderAQuotaThatItUsesUp()
    {
        EngineSettings settings = new() { WaitStrategy = WaitStrategyChoice.Yielding };
        Assert.That(Plan(settings, Machine(1, 1)).Wait, Is.EqualTo(WaitStrategyChoice.Yielding));
        Assert.That(Plan(settings, Machine(8, 8) with { Quota = 1 }).Wait, Is.EqualTo(WaitStrategyChoice.Adaptive));
    }

    private static ThreadPlan Plan(EngineSettings settings, Processors machine) => ThreadPlanner.Plan(settings, machine);

    private static Processors Machine(int usable, int online) => new() { Usable = [.. Enumerable.Range(0, usable)], Online = online };
}
