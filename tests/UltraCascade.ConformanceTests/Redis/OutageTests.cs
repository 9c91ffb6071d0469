using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>Whatever happens between bridge and server, the stream holds every signal once and in order afterwards.</summary>
internal sealed class OutageTests
{
    private const int Rounds = 3;

    [Test]
    public void ShouldHoldEverySignalAfterTheServerWasKilled()
    {
        using RedisServer server = new(RedisServer.Durable);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(30_000, perSecond: 5_000);
        for (int round = 0; round < Rounds; round++)
        {
            long before = bridge.Count("published");
            Until.Holds(() => bridge.Count("published") > before + 1_000, "signals flow", bridge.Process);
            server.Kill();
            bridge.WaitForFault("unreachable");
            server.Start();
        }

        source.WaitFor(30_000);
        bridge.WaitUntilWritten(30_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 30_000);
        Assert.That(bridge.Count("lost"), Is.Zero);
    }

    [Test]
    public void ShouldHoldEverySignalAfterTheNetworkWasCutInTheMiddleOfBatches()
    {
        using RedisServer server = new();
        using TcpProxy proxy = new(server.Port);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, proxy.Endpoint);
        source.WriteUpTo(100_000);
        for (int round = 0; round < 10; round++)
        {
            proxy.WaitForMore(1_000_000 + (round * 33_333), bridge.Process);
            proxy.Cut();
        }

        bridge.WaitUntilWritten(100_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 100_000);
    }

    [Test]
    public void ShouldHoldEverySignalAfterAnswersWereSwallowedAndGarbled()
    {
        using RedisServer server = new();
        using TcpProxy proxy = new(server.Port);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, proxy.Endpoint);
        source.WriteUpTo(60_000, perSecond: 10_000);
        proxy.WaitForMore(100_000, bridge.Process);
        proxy.Trouble = Trouble.Swallow;
        bridge.WaitForFault("no_reply");
        proxy.Cut();
        proxy.Trouble = Trouble.Garble;
        Until.Holds(() => bridge.Count("reconnects") > 1, "the bridge has given up a garbled connection", bridge.Process);
        proxy.Trouble = Trouble.None;
        proxy.Cut();
        source.WaitFor(60_000);
        bridge.WaitUntilWritten(60_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 60_000);
    }

    [Test]
    public void ShouldHoldEverySignalAfterTheBridgeWasKilled()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(40_000, perSecond: 8_000);
        for (int round = 0; round < Rounds; round++)
        {
            Until.Holds(() => bridge.Count("published") > 1_000, "signals flow", bridge.Process);
            bridge.KillAndRestart();
            Until.Holds(() => bridge.Count("published") is >= 0 and < 1_000 || source.Written == 40_000, "another bridge has begun", bridge.Process);
        }

        source.WaitFor(40_000);
        bridge.WaitUntilWritten(40_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 40_000);
    }

    [Test]
    public void ShouldHoldEverySignalOnceWhenTwoBridgesCarryTheSame()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge one = new(instance, server.Endpoint);
        using Bridge other = new(instance, server.Endpoint);
        source.WriteUpTo(20_000, perSecond: 5_000);
        source.WaitFor(20_000);
        using RespClient client = server.Connect();
        Until.Holds(() => client.Number("XLEN", Bridge.Stream(instance)) >= 20_000, "all is written", one.Process, other.Process);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 20_000);
    }

    [Test]
    public void ShouldFillAServerAgainThatHasLostEverything()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(5_000);
        bridge.WaitUntilWritten(5_000);
        server.Kill();
        source.WriteUpTo(8_000);
        server.Start();
        bridge.WaitUntilWritten(8_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 8_000);
    }

    /// <summary>Sixty seconds with ULTRACASCADE_LONG_TESTS=1.</summary>
    [Test]
    public void ShouldCatchUpAfterALongOutageWithoutGrowing()
    {
        const long PerSecond = 1_000;
        long seconds = Until.TakesLong ? 60 : 5;
        using RedisServer server = new(RedisServer.Durable);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(long.MaxValue, PerSecond);
        Until.Holds(() => bridge.Count("published") > PerSecond, "signals flow", bridge.Process);
        long memory = bridge.Count("memory_bytes");
        server.Kill();
        long backlog = source.Written + (seconds * PerSecond);
        source.WaitFor(backlog);
        long memoryDuring = bridge.Count("memory_bytes");
        server.Start();
        Until.Holds(() => bridge.Count("reconnects") > 0, "the bridge is back", bridge.Process);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        long from = bridge.Count("published");
        using RespClient client = server.Connect();
        Until.Holds(() => client.Number("XLEN", Bridge.Stream(instance)) >= backlog, "the backlog is drained", bridge.Process);
        double drainSeconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        source.WriteUpTo(source.Written);
        long last = source.Written;
        bridge.WaitUntilWritten(last);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), last);
        TestContext.Out.WriteLine(
            $"outage {seconds} s at {PerSecond}/s: backlog {backlog - from:#,0}, drained in {drainSeconds:0.00} s, memory {memory >> 20} MiB before, {memoryDuring >> 20} during, {bridge.Count("memory_bytes") >> 20} after");
        Assert.That(bridge.Count("lost"), Is.Zero);
    }
}
