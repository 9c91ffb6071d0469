using UltraCascade.Redis;
using UltraCascade.Redis.Connection;
using UltraCascade.Redis.Stream;

namespace UltraCascade.Tests.Redis;

/// <summary>Ids and names are a contract with the server and with subscribers.</summary>
internal sealed class StreamIdTests
{
    [TestCase("0-0", 0, 0)]
    [TestCase("1772700000123-4711", 1_772_700_000_123, 4711)]
    public void ShouldReadWhatItWrites(string text, long ms, long sequence)
    {
        Assert.That(StreamId.TryParse(text, out StreamId id), Is.True);
        Assert.That(id, Is.EqualTo(new StreamId(ms, sequence)));
        Assert.That(id.ToString(), Is.EqualTo(text));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("5")]
    [TestCase("-5")]
    [TestCase("5-")]
    [TestCase("a-b")]
    [TestCase("5--1")]
    public void ShouldRefuseWhatIsNoId(string? text) => Assert.That(StreamId.TryParse(text, out _), Is.False);

    [Test]
    public void ShouldOrderByTimeThenSequence()
    {
        StreamId[] ids = [new(2, 1), new(1, 9), new(1, 10), new(0, 0)];
        Array.Sort(ids);
        Assert.That(ids, Is.EqualTo(new StreamId[] { new(0, 0), new(1, 9), new(1, 10), new(2, 1) }));
    }

    [Test]
    public void ShouldNameKeysAsTheSupersededSystemDid()
    {
        RedisNames names = new("", "default");
        Assert.Multiple(() =>
        {
            Assert.That(names.Stream, Is.EqualTo("cascade:stream"));
            Assert.That(new RedisNames("p:", "east").Stream, Is.EqualTo("p:cascade:stream:east"));
            Assert.That(names.Velocity("BTC/USDT:USDT"), Is.EqualTo("velocity:BTC/USDT:USDT:current"));
            Assert.That(names.Probability("BTC/USDT:USDT"), Is.EqualTo("cascade:probability:BTC/USDT:USDT"));
            Assert.That(names.State("MARKET"), Is.EqualTo("cascade:state:MARKET"));
            Assert.That(names.Regime, Is.EqualTo("regime:current"));
        });
    }

    [Test]
    public void ShouldPauseLongerEachTimeUpToALimitAndNeverTogether()
    {
        Backoff slow = new(TimeSpan.FromSeconds(5), () => 1);
        Backoff fast = new(TimeSpan.FromSeconds(5), () => 0);
        double[] pauses = [.. Enumerable.Range(0, 8).Select(_ => slow.Next().TotalSeconds)];
        Assert.That(pauses, Is.Ordered.And.All.LessThanOrEqualTo(5));
        Assert.That(pauses[0], Is.EqualTo(0.1).Within(1e-9));
        Assert.That(pauses[^1], Is.EqualTo(5).Within(1e-9));
        Assert.That(fast.Next().TotalSeconds, Is.EqualTo(0.05).Within(1e-9));
        slow.Reset();
        Assert.That(slow.Next().TotalSeconds, Is.EqualTo(0.1).Within(1e-9));
    }

    [TestCase("OOM command not allowed when used memory > 'maxmemory'. script: 1f, on @user_script:14.", RedisFault.OutOfMemory)]
    [TestCase("ERR Error running script (call to f_1f): @user_script:14: -OOM command not allowed", RedisFault.OutOfMemory)]
    [TestCase("READONLY You can't write against a read only replica.", RedisFault.ReadOnly)]
    [TestCase("LOADING Redis is loading the dataset in memory", RedisFault.Loading)]
    [TestCase("MISCONF Redis is configured to save RDB snapshots", RedisFault.CannotStore)]
    [TestCase("NOSCRIPT No matching script.", RedisFault.ScriptGone)]
    [TestCase("NOPERM User x has no permissions", RedisFault.Permission)]
    [TestCase("CLUSTERDOWN The cluster is down", RedisFault.Cluster)]
    [TestCase("WRONGTYPE Operation against a key holding the wrong kind of value", RedisFault.WrongType)]
    [TestCase("ERR something else", RedisFault.Refused)]
    public void ShouldTellWhyAServerRefuses(string message, RedisFault fault) =>
        Assert.That(FaultReading.Said(message, "").Fault, Is.EqualTo(fault));

    [Test]
    public void ShouldNeverRepeatAPassword() =>
        Assert.That(FaultReading.Said("ERR you said hunter2", "hunter2").Message, Does.Not.Contain("hunter2"));
}
