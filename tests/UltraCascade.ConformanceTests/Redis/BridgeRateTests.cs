using System.Diagnostics;
using System.Globalization;
using System.Text;
using StackExchange.Redis;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>
/// How many signals a second reach stream and channel, beside what redis-benchmark and a bare loop of the client do with the
/// same payload against the same server. A measurement: run it by name on a machine that does nothing else.
/// </summary>
[Explicit("It measures; docs/REDIS.md has the command.")]
internal sealed class BridgeRateTests
{
    private const int Signals = 500_000;
    private const int Warm = 100_000;
    private const int Rounds = 2;

    [Test]
    public void MeasureBridgeBesideBenchmarkAndBareLoop()
    {
        using RedisServer server = new();
        string payload = "";
        for (int round = 1; round <= Rounds; round++)
        {
            foreach (string kind in new[] { "json", "binary" })
            {
                server.Call("FLUSHALL");
                double rate = Bridge(server, kind, ref payload);
                TestContext.Progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: bridge, {kind}, stream and channels: {rate:#,0} signals/s"));
            }

            server.Call("FLUSHALL");
            TestContext.Progress.WriteLine($"round {round}: redis-benchmark XADD: {Benchmark(server, ["XADD", "s", "MAXLEN", "~", "100000", "*", "v", "1", "id", "t/64c3b9e22c240/123456", "symbol", "MARKET", "level", "ALERT", "data", payload])}");
            TestContext.Progress.WriteLine($"round {round}: redis-benchmark PUBLISH: {Benchmark(server, ["PUBLISH", "cascade:signals", payload])}");
            server.Call("FLUSHALL");
            TestContext.Progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: bare loop of the client, XADD and PUBLISH each: {BareLoop(server, payload):#,0} signals/s ({payload.Length} bytes)"));
        }
    }

    // The bridge stands still while the signals are made, so that only the bridge and the server work while it is measured.
    private static double Bridge(RedisServer server, string kind, ref string payload)
    {
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths, historySlots: 1 << 20) { HighestLevel = Protocol.SignalLevel.Watch };
        using Bridge bridge = new(instance, server.Endpoint, new Dictionary<string, string>
        {
            ["Payload"] = kind,
            ["StreamLength"] = "100000",
            ["ChannelAgeSeconds"] = "1000000",
            ["ReplySeconds"] = "60",
            ["StateKeys"] = "false",
        });
        using RespClient client = server.Connect();
        string stream = Redis.Bridge.Stream(instance);
        object[] Last() => (object[])client.Call("XREVRANGE", stream, "+", "-", "COUNT", "1")!;
        long Sequence() => Last() is [object[] entry, ..] ? new StreamEntry((string)entry[0], []).Sequence : 0;
        source.WriteUpTo(Warm);
        Until.Holds(() => Sequence() >= Warm, "the warm-up", bridge.Process);
        bridge.Process.Signal(UnixSignal.Stop);
        source.WriteUpTo(Signals);
        source.WaitFor(Signals);
        long from = Sequence();
        (double ours, double servers) = (CpuSeconds(bridge.Process.Pid), CpuSeconds(server.Pid));
        long start = Stopwatch.GetTimestamp();
        bridge.Process.Signal(UnixSignal.Continue);
        Until.Holds(() => Sequence() >= Signals, "all signals", bridge.Process);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TestContext.Progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  of {seconds:0.0} s: bridge {CpuSeconds(bridge.Process.Pid) - ours:0.0} s, server {CpuSeconds(server.Pid) - servers:0.0} s of processor time"));
        payload = kind == "json" ? (string)((object[])((object[])Last()[0])[1])[9] : payload;
        return (Signals - from) / seconds;
    }

    private static double CpuSeconds(int pid)
    {
        using Process process = Process.GetProcessById(pid);
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static string Benchmark(RedisServer server, string[] command)
    {
        using Peer benchmark = new("redis-benchmark", ["-p", server.Port.ToString(CultureInfo.InvariantCulture), "-n", "400000", "-c", "1", "-P", "200", "--csv", .. command]);
        benchmark.ShouldExit(0);
        string[] figures = benchmark.Lines[^1].Split("\",\"");
        return figures[^7] + " commands/s";
    }

    private static double BareLoop(RedisServer server, string payload)
    {
        using ConnectionMultiplexer client = ConnectionMultiplexer.Connect(server.Endpoint);
        IDatabase database = client.GetDatabase();
        byte[] data = Encoding.UTF8.GetBytes(payload);
        Queue<Task> outstanding = new();
        long start = 0;
        for (int i = 1; i <= Warm * 2; i++)
        {
            start = i == Warm ? Stopwatch.GetTimestamp() : start;
            outstanding.Enqueue(database.ExecuteAsync("XADD", "s", "MAXLEN", "~", 100_000, $"1700000000000-{i}", "v", 1, "id", $"t/64c3b9e22c240/{i}", "symbol", "MARKET", "level", "ALERT", "data", data));
            database.PublishAsync("cascade:signals", data, CommandFlags.FireAndForget);
            if (outstanding.Count >= 4_096)
            {
                outstanding.Dequeue().Wait();
            }
        }

        Task.WaitAll([.. outstanding]);
        return Warm / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
