using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>A client of the Redis protocol that shares no code with the bridge's: one connection, one command at a time.</summary>
internal sealed class RespClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly BufferedStream _stream;

    public RespClient(int port)
    {
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true, ReceiveTimeout = (int)Processes.Until.Watchdog.TotalMilliseconds };
        _stream = new BufferedStream(_client.GetStream(), 1 << 16);
    }

    /// <summary>Null, long, string or object[]; an error is thrown.</summary>
    public object? Call(params string[] words)
    {
        Send(words);
        return Read();
    }

    public string Text(params string[] words) => Call(words) as string ?? "";

    public long Number(params string[] words) => Convert.ToInt64(Call(words), CultureInfo.InvariantCulture);

    public void Send(params string[] words)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (string word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.Latin1.GetByteCount(word)}\r\n{word}\r\n");
        }

        _stream.Write(Encoding.Latin1.GetBytes(text.ToString()));
        _stream.Flush();
    }

    public object? Read()
    {
        string line = ReadLine();
        switch (line[0])
        {
            case '+':
                return line[1..];
            case '-':
                throw new InvalidOperationException(line[1..]);
            case ':':
                return long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            case '$':
                int length = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
                return length < 0 ? null : ReadText(length);
            default:
                int count = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
                return count < 0 ? null : Enumerable.Range(0, count).Select(_ => Read()).ToArray();
        }
    }

    public void Dispose() => _client.Dispose();

    private string ReadText(int length)
    {
        byte[] bytes = new byte[length + 2];
        _stream.ReadExactly(bytes);
        return Encoding.Latin1.GetString(bytes, 0, length);
    }

    private string ReadLine()
    {
        StringBuilder line = new();
        while (true)
        {
            int value = _stream.ReadByte();
            if (value < 0)
            {
                throw new IOException("The server closed the connection.");
            }

            if (value == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)value);
        }
    }
}
