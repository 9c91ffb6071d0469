using System.Globalization;
using System.Text.Json;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>What people find in Redis while the bridge lives, and when it does not.</summary>
internal sealed class SubscriberTests
{
    [Test]
    public void ShouldPublishEachLevelOnItsChannelsAtMostOnce()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using RespClient subscriber = server.Connect();
        subscriber.Call("SUBSCRIBE", "cascade:signals", "cascade:alerts", "cascade:critical");
        subscriber.Read();
        subscriber.Read();
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(1_000, perSecond: 2_000);
        Dictionary<string, List<JsonElement>> messages = new() { ["cascade:signals"] = [], ["cascade:alerts"] = [], ["cascade:critical"] = [] };
        // Levels go round: of five signals five, three and two.
        while (messages.Values.Sum(list => list.Count) < 2_000)
        {
            object[] message = (object[])subscriber.Read()!;
            messages[(string)message[1]].Add(JsonDocument.Parse((string)message[2]).RootElement);
        }

        Assert.Multiple(() =>
        {
            Assert.That(messages["cascade:signals"].Select(Sequence), Is.EqualTo(Enumerable.Range(1, 1_000)));
            Assert.That(messages["cascade:alerts"].Select(Level), Is.All.GreaterThanOrEqualTo(2));
            Assert.That(messages["cascade:alerts"], Has.Count.EqualTo(600));
            Assert.That(messages["cascade:critical"].Select(Level), Is.All.GreaterThanOrEqualTo(3));
            Assert.That(messages["cascade:critical"], Has.Count.EqualTo(400));
        });
    }

    /// <summary>As the superseded system's own reader took a message and the velocity hash apart.</summary>
    [Test]
    public void ShouldBeUnderstoodByAReaderOfTheSupersededSystem()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(8);
        bridge.WaitUntilWritten(8);
        using RespClient client = server.Connect();
        Until.Holds(() => client.Number("EXISTS", "velocity:COIN1/USDT:USDT:current") == 1, "the velocity hash", bridge.Process);
        object[] hash = (object[])client.Call("HGETALL", "velocity:COIN1/USDT:USDT:current")!;
        Dictionary<string, double> numbers = Enumerable.Range(0, hash.Length / 2)
            .ToDictionary(i => (string)hash[2 * i], i => double.Parse((string)hash[(2 * i) + 1], CultureInfo.InvariantCulture));
        JsonElement probability = JsonDocument.Parse(client.Text("GET", "cascade:probability:COIN1/USDT:USDT")).RootElement;
        JsonElement regime = JsonDocument.Parse(client.Text("GET", "regime:current")).RootElement;
        JsonElement signal = SignalStream.Read(server, Bridge.Stream(instance))[^1].Json;
        Assert.Multiple(() =>
        {
            Assert.That(numbers["velocity_10s"], Is.EqualTo(3.5));
            Assert.That(numbers["total_value_usd"] / 10, Is.EqualTo(4_000));
            Assert.That(probability.GetProperty("signal").GetString(), Is.Not.Empty);
            Assert.That(probability.GetProperty("timestamp").GetDouble(), Is.GreaterThan(1e9));
            Assert.That(regime.GetProperty("regime").GetString(), Is.EqualTo("ELEVATED"));
            Assert.That(signal.GetProperty("metrics").GetProperty("velocity").GetDouble(), Is.EqualTo(3.5));
            Assert.That(signal.GetProperty("context").GetProperty("leading_exchange").GetString(), Is.EqualTo("okx"));
            Assert.That(client.Number("TTL", "cascade:probability:COIN1/USDT:USDT"), Is.InRange(1, 60));
            Assert.That(client.Number("TTL", "velocity:COIN1/USDT:USDT:current"), Is.InRange(60, 600));
        });
    }

    [Test]
    public void ShouldLetTheStateVanishWhenTheBridgeDies()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(100);
        using RespClient client = server.Connect();
        Until.Holds(() => client.Number("EXISTS", "cascade:state:MARKET", "cascade:state:COIN1/USDT:USDT") == 2, "the state keys", bridge.Process);
        // They outlive their own life time only because somebody keeps them fresh.
        Until.Holds(() => client.Number("PTTL", "cascade:state:MARKET") is > 0 and < 4_500, "some of their life has passed", bridge.Process);
        Until.Holds(() => client.Number("PTTL", "cascade:state:MARKET") > 4_500, "their life was renewed", bridge.Process);
        bridge.Process.KillHard();
        Until.Holds(() => client.Number("EXISTS", "cascade:state:MARKET", "cascade:state:COIN1/USDT:USDT") == 0, "the state keys are gone");
    }

    [Test]
    public void ShouldTellWhatIsGoneForGood()
    {
        const int Slots = 1_024;
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths, Slots);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(100);
        bridge.WaitUntilWritten(100);
        // The bridge stands still while the ring goes round: nobody has these signals any more.
        bridge.Process.Signal(UnixSignal.Stop);
        source.WriteUpTo(5_000);
        source.WaitFor(5_000);
        bridge.Process.Signal(UnixSignal.Continue);
        bridge.WaitUntilWritten(5_000);
        List<StreamEntry> entries = SignalStream.Read(server, Bridge.Stream(instance));
        StreamEntry gap = entries.Single(entry => entry.IsGap);
        long first = gap.Json.GetProperty("from_sequence").GetInt64();
        long last = gap.Json.GetProperty("to_sequence").GetInt64();
        IEnumerable<long> expected = Enumerable.Range(1, 5_000).Select(i => (long)i).Where(i => i < first || i >= last);
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(101));
            Assert.That(entries.Select(entry => entry.Sequence), Is.EqualTo(expected), "The marker stands at the last of the sequences that are gone.");
            Assert.That(gap.Json.GetProperty("lost").GetInt64(), Is.EqualTo(last - first + 1));
            Assert.That(bridge.Count("lost"), Is.EqualTo(last - first + 1));
        });
    }

    [Test]
    public void ShouldCarryTheFramesOwnBytesWhenAsked()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint, new Dictionary<string, string> { ["Payload"] = "binary" });
        source.WriteUpTo(10);
        bridge.WaitUntilWritten(10);
        byte[] data = System.Text.Encoding.Latin1.GetBytes(SignalStream.Read(server, Bridge.Stream(instance))[6].Fields["data"]);
        SignalFrame frame = System.Runtime.InteropServices.MemoryMarshal.Read<SignalFrame>(data);
        Assert.That(data, Has.Length.EqualTo(SignalFrame.Size));
        Assert.That(frame.Sequence, Is.EqualTo(7));
        Assert.That(frame.EngineNs, Is.EqualTo(SignalSource.Frame(7).EngineNs));
    }

    [Test]
    public void ShouldBeginAnewWhenRecordedDataIsReplayedOnceMore()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using (SignalSource source = new(instance.Paths, mode: InstanceMode.Replay))
        using (Bridge bridge = new(instance, server.Endpoint))
        {
            source.WriteUpTo(500);
            bridge.WaitUntilWritten(500);
        }

        Directory.Delete(instance.Paths.Directory, recursive: true);
        using SignalSource again = new(instance.Paths, mode: InstanceMode.Replay);
        using Bridge other = new(instance, server.Endpoint);
        again.WriteUpTo(300);
        other.WaitUntilWritten(300);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 300);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance) + ":previous", 500);
    }

    private static int Sequence(JsonElement signal) => signal.GetProperty("sequence").GetInt32();

    private static int Level(JsonElement signal) => signal.GetProperty("signal_level").GetInt32();
}
