using System.Net;
using System.Net.Sockets;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>What a proxy does to the bytes that pass.</summary>
internal enum Trouble
{
    /// <summary>Passes them on.</summary>
    None,

    /// <summary>Takes them and passes nothing on: a network that swallows.</summary>
    Swallow,

    /// <summary>Changes bytes of the server's answers.</summary>
    Garble,
}

/// <summary>Stands between bridge and server on loopback and does what networks do: cuts, swallows, garbles.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly List<TcpClient> _open = [];
    private readonly Thread _accept;
    private readonly Random _random = new(7);
    private volatile Trouble _trouble;
    private volatile bool _ended;
    private long _passed;

    public TcpProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accept = new Thread(Accept) { IsBackground = true };
        _accept.Start();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Bytes passed on towards the server.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    public Trouble Trouble
    {
        set => _trouble = value;
    }

    /// <summary>Ends all connections in the middle of whatever they carry.</summary>
    public void Cut()
    {
        lock (_open)
        {
            foreach (TcpClient client in _open)
            {
                // Without a socket its other side has ended before.
                if (client.Client is { } socket)
                {
                    socket.LingerState = new LingerOption(true, 0);
                }

                client.Dispose();
            }

            _open.Clear();
        }
    }

    /// <summary>Waits until this many more bytes have gone to the server.</summary>
    public void WaitForMore(long bytes, params Peer[] peers)
    {
        long end = Passed + bytes;
        Until.Holds(() => Passed >= end, $"{bytes} more bytes through the proxy", peers);
    }

    public void Dispose()
    {
        _ended = true;
        _listener.Stop();
        Cut();
        _accept.Join();
        _listener.Dispose();
    }

    private void Accept()
    {
        while (!_ended)
        {
            try
            {
                TcpClient client = _listener.AcceptTcpClient();
                TcpClient server = new("127.0.0.1", _serverPort) { NoDelay = true };
                client.NoDelay = true;
                lock (_open)
                {
                    _open.Add(client);
                    _open.Add(server);
                }

                new Thread(() => Pump(client, server, towardsServer: true)) { IsBackground = true }.Start();
                new Thread(() => Pump(server, client, towardsServer: false)) { IsBackground = true }.Start();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The server is down or the listener has been stopped.
            }
        }
    }

    private void Pump(TcpClient from, TcpClient to, bool towardsServer)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            NetworkStream source = from.GetStream();
            NetworkStream target = to.GetStream();
            int count;
            while ((count = source.Read(buffer)) > 0)
            {
                if (_trouble == Trouble.Swallow)
                {
                    continue;
                }

                if (_trouble == Trouble.Garble && !towardsServer)
                {
                    Garble(buffer.AsSpan(0, count));
                }

                target.Write(buffer.AsSpan(0, count));
                if (towardsServer)
                {
                    Interlocked.Add(ref _passed, count);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        from.Dispose();
        to.Dispose();
    }

    private void Garble(Span<byte> bytes)
    {
        lock (_random)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }
    }
}
