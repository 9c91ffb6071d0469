using System.Text.Json;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary><c>run</c> keeps a serve process, and never the other way round.</summary>
internal sealed class SupervisionTests
{
    [Test]
    public void ShouldStartADeadServeAgainAndLeaveTheEngineAlone()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using Peer run = new(Artifacts.Host, ["run", "--mode", "replay", "--stop-with-input", "--redis", server.Endpoint, .. instance.Options]);
        Programs.WaitUntilLive(instance, run);
        int first = WaitForServe(instance, run, 0);
        UnixSignal.Send(first, UnixSignal.Kill);
        int second = WaitForServe(instance, run, first);
        Assert.That(second, Is.Not.EqualTo(first));
        using (SharedMemory.SignalReader reader = instance.OpenSignals())
        {
            Assert.That(reader.WriterPid, Is.EqualTo(run.Pid), "The engine is the one that was started.");
            Assert.That(reader.IsStale(out _), Is.False);
        }

        run.Signal(UnixSignal.Terminate);
        run.ShouldExit(0);
        Assert.That(Directory.Exists($"/proc/{second}"), Is.False, "The serve process ends with the engine.");
    }

    [Test]
    public void ShouldStartWithoutRedisAndSayWhatIsWrong()
    {
        using ScratchInstance instance = new();
        using Peer run = new(Artifacts.Host, ["run", "--mode", "replay", "--stop-with-input", "--redis", $"127.0.0.1:{RedisServer.FreePort()}", .. instance.Options]);
        Programs.WaitUntilLive(instance, run);
        WaitForServe(instance, run, 0);
        JsonElement redis = default;
        Until.Holds(() => (redis = Status(instance).GetProperty("serve").GetProperty("redis")).GetProperty("fault").GetString() == "unreachable", "status names the fault", run);
        Assert.That(redis.GetProperty("connected").GetBoolean(), Is.False);
        Assert.That(redis.GetProperty("reason").GetString(), Is.Not.Empty);
    }

    [Test]
    public void ShouldRefuseToServeNothing()
    {
        using ScratchInstance instance = new();
        using Peer serve = Programs.UltraCascade(["serve", .. instance.Options]);
        serve.ShouldExit(3);
        Assert.That(serve.Errors, Does.Contain("--redis"));
    }

    private static int WaitForServe(ScratchInstance instance, Peer run, int otherThan)
    {
        int pid = 0;
        Until.Holds(
            () => Status(instance).GetProperty("serve") is { ValueKind: JsonValueKind.Object } serve
                && !serve.GetProperty("silent").GetBoolean()
                && (pid = serve.GetProperty("pid").GetInt32()) != otherThan,
            "a serve process that speaks",
            run);
        return pid;
    }

    private static JsonElement Status(ScratchInstance instance)
    {
        using Peer status = Programs.UltraCascade(["status", "--json", .. instance.Options]);
        status.WaitForExit();
        return JsonDocument.Parse(status.Lines[0]).RootElement;
    }
}
