using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>A server that answers, and refuses: the bridge says why, keeps trying, and loses nothing.</summary>
internal sealed class RefusalTests
{
    private const string Secret = "correct-horse-battery";

    [Test]
    public void ShouldGoOnWhenAFullServerHasRoomAgain()
    {
        using RedisServer server = new("--maxmemory", "6mb", "--maxmemory-policy", "noeviction");
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(30_000, perSecond: 10_000);
        bridge.WaitForFault("out_of_memory");
        server.Call("CONFIG", "SET", "maxmemory", "8mb");
        bridge.WaitForFault("out_of_memory");
        server.Call("CONFIG", "SET", "maxmemory", "0");
        source.WaitFor(30_000);
        bridge.WaitUntilWritten(30_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 30_000);
    }

    [Test]
    public void ShouldGoOnWhenAReplicaIsAMasterAgain()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(20_000, perSecond: 5_000);
        Until.Holds(() => bridge.Count("published") > 1_000, "signals flow", bridge.Process);
        server.Call("REPLICAOF", "127.0.0.1", RedisServer.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture));
        bridge.WaitForFault("read_only");
        server.Call("REPLICAOF", "NO", "ONE");
        source.WaitFor(20_000);
        bridge.WaitUntilWritten(20_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 20_000);
    }

    [Test]
    public void ShouldWaitForAServerThatIsLoading()
    {
        using RedisServer server = new("--dbfilename", "slow.rdb", "--loading-process-events-interval-bytes", "1024");
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using (RespClient client = server.Connect())
        {
            for (int i = 0; i < 3_000; i++)
            {
                client.Call("SET", $"key:{i}", new string('x', 100));
            }

            client.Call("SAVE");
        }

        server.Kill();
        server.Start(waitUntilReady: false, "--key-load-delay", "1000");
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(5_000);
        bridge.WaitForFault("loading");
        bridge.WaitUntilWritten(5_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 5_000);
    }

    [Test]
    public void ShouldGoOnWhenThePasswordFileIsMended()
    {
        using RedisServer server = new("--requirepass", Secret);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        string file = instance.File("password");
        File.WriteAllText(file, "wrong-guess\n");
        using Bridge bridge = new(instance, server.Endpoint, new Dictionary<string, string> { ["PasswordFile"] = file });
        source.WriteUpTo(3_000);
        bridge.WaitForFault("authentication");
        File.WriteAllText(file, Secret + "\n");
        bridge.WaitUntilWritten(3_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 3_000, Secret);
        Assert.That(bridge.Process.Errors + bridge.State(), Does.Not.Contain(Secret).And.Not.Contain("wrong-guess"), "A password was shown.");
    }

    [Test]
    public void ShouldSayThatAPasswordIsMissing()
    {
        using RedisServer server = new("--requirepass", Secret);
        using ScratchInstance instance = new();
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        bridge.WaitForFault("authentication");
    }

    [Test]
    public void ShouldSayThatAKeyHoldsSomethingElse()
    {
        using RedisServer server = new();
        using ScratchInstance instance = new();
        server.Call("SET", Bridge.Stream(instance), "mine");
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(instance, server.Endpoint);
        source.WriteUpTo(100);
        bridge.WaitForFault("wrong_type");
        server.Call("DEL", Bridge.Stream(instance));
        bridge.WaitUntilWritten(100);
    }

    [Test]
    public void ShouldGoOnWhenTheAuthorityIsTheRightOne()
    {
        using ScratchInstance instance = new();
        foreach (string name in new[] { "right", "wrong" })
        {
            using Peer openssl = new("openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", instance.File(name + ".key"), "-out", instance.File(name + ".pem"),
            ]);
            openssl.ShouldExit(0);
        }

        int port = RedisServer.FreePort();
        using RedisServer server = new(
            "--tls-port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--tls-auth-clients", "no",
            "--tls-cert-file", instance.File("right.pem"), "--tls-key-file", instance.File("right.key"), "--tls-ca-cert-file", instance.File("right.pem"));
        File.Copy(instance.File("wrong.pem"), instance.File("ca.pem"));
        using SignalSource source = new(instance.Paths);
        using Bridge bridge = new(
            instance, $"localhost:{port}", new Dictionary<string, string> { ["Tls"] = "true", ["CaFile"] = instance.File("ca.pem") });
        source.WriteUpTo(1_000);
        bridge.WaitForFault("tls");
        File.Copy(instance.File("right.pem"), instance.File("ca.pem"), overwrite: true);
        bridge.WaitUntilWritten(1_000);
        SignalStream.ShouldHoldEverySignalOnceAndInOrder(server, Bridge.Stream(instance), 1_000);
    }
}
