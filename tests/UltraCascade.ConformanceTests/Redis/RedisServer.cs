using System.Globalization;
using System.Net;
using System.Net.Sockets;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>
/// A real redis-server of this test's own, on a free loopback port, with its files in a folder that goes with it. Tests are
/// skipped with a sentence where there is none.
/// </summary>
internal sealed class RedisServer : IDisposable
{
    private static readonly string? s_program = Find("redis-server");

    private readonly string _folder = Directory.CreateTempSubdirectory("uc-redis-").FullName;
    private readonly string[] _options;
    private Peer? _process;

    /// <param name="options">Options as on redis-server's command line.</param>
    public RedisServer(params string[] options)
    {
        if (s_program is null)
        {
            Assert.Ignore("redis-server is not installed: apt-get install -y redis-server, or run tools/test.sh, which does.");
        }

        Port = FreePort();
        _options = options;
        Start();
    }

    public int Port { get; }

    public int Pid => _process!.Pid;

    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Comes back with what it had written when it was killed, which may be less than what it had answered.</summary>
    public static string[] Durable => ["--appendonly", "yes", "--appendfsync", "everysec"];

    public static bool IsInstalled(string program) => Find(program) is not null;

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it, or starts it again on what it has on disk.</summary>
    public void Start(bool waitUntilReady = true, params string[] more)
    {
        _process?.Dispose();
        _process = new Peer(s_program!,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "",
            "--enable-debug-command", "yes", "--daemonize", "no", .. _options, .. more,
        ]);
        if (waitUntilReady)
        {
            Until.Holds(Answers, "a redis-server that answers", _process);
        }
    }

    public void Kill() => _process!.KillHard();

    /// <summary>A connection; <paramref name="password"/> is given first when there is one.</summary>
    public RespClient Connect(string password = "")
    {
        RespClient client = new(Port);
        if (password.Length > 0)
        {
            client.Call("AUTH", password);
        }

        return client;
    }

    /// <summary>One command on a connection of its own.</summary>
    public object? Call(params string[] words)
    {
        using RespClient client = Connect();
        return client.Call(words);
    }

    public void Dispose()
    {
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private bool Answers()
    {
        try
        {
            Call("PING");
            return true;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message.StartsWith("NOAUTH", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
