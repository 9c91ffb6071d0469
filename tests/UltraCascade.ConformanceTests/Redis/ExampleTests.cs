using System.Globalization;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>The subscribers that people copy must be right: every signal, in order, over restarts of both sides.</summary>
internal sealed class ExampleTests
{
    private const int Half = 300;
    private const int All = 600;

    [TestCase("python")]
    [TestCase("node")]
    [TestCase("csharp")]
    public void ShouldSeeEverySignalOverRestartsOfServerAndSubscriber(string language)
    {
        using RedisServer server = new(RedisServer.Durable);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(Half);
        bridge.WaitUntilWritten(Half);
        List<string> lines = [];
        using (Peer first = Subscriber(language, server, instance, 0))
        {
            first.WaitForLines(Half / 2);
            server.Kill();
            server.Start();
            first.WaitForLines(Half);
            first.KillHard();
            lines.AddRange(first.Lines);
        }

        source.WriteUpTo(All);
        using (Peer second = Subscriber(language, server, instance, All - Half))
        {
            second.WaitForLines(All - Half);
            lines.AddRange(second.Lines);
        }

        long[] sequences = [.. lines.Select(line => long.Parse(line.Split(' ')[0].Split('-')[1], CultureInfo.InvariantCulture))];
        Assert.That(sequences, Is.Ordered);
        // What was printed and not yet remembered when it was killed may come once more; nothing else may.
        Assert.That(sequences.Length - sequences.Distinct().Count(), Is.LessThanOrEqualTo(1));
        Assert.That(sequences.Distinct().Count(), Is.GreaterThanOrEqualTo(All - 1));
        Assert.That(lines, Has.Some.Contains("COIN1/USDT:USDT"));
    }

    private static Peer Subscriber(string language, RedisServer server, ScratchInstance instance, int count)
    {
        string folder = Path.Combine(Repository.Root, "examples", "redis", language);
        string[] options =
        [
            "--port", server.Port.ToString(CultureInfo.InvariantCulture), "--stream", Bridge.Stream(instance),
            "--state", instance.File("last-id"), "--count", count.ToString(CultureInfo.InvariantCulture),
        ];
        if (language == "node" && !RedisServer.IsInstalled("node"))
        {
            Assert.Ignore("node is not installed.");
        }

        return language switch
        {
            "python" => new Peer("python3", [Path.Combine(folder, "subscribe.py"), .. options]),
            "node" => new Peer("node", [Path.Combine(folder, "subscribe.mjs"), .. options]),
            _ => new Peer(Path.Combine(Artifacts.Root, "bin", "RedisSubscriber", Artifacts.Configuration, "RedisSubscriber"), options),
        };
    }
}
