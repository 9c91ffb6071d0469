using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace UltraCascade.Redis.Connection;

/// <summary>
/// Finds out why the client could not connect. The client only says that it could not; a plain socket hears what the server
/// answers. Asked after a failure only.
/// </summary>
internal static class ServerProbe
{
    /// <summary>The reason, or null when the first endpoint answers as it should.</summary>
    public static RedisFaultException? Ask(BridgeOptions options, string password)
    {
        string endpoint = options.Endpoints[0];
        int colon = endpoint.LastIndexOf(':');
        try
        {
            using TcpClient client = new();
            if (!client.ConnectAsync(endpoint[..colon], int.Parse(endpoint.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture)).Wait(options.ConnectTimeout))
            {
                return new RedisFaultException(RedisFault.Unreachable, $"{endpoint} does not answer");
            }

            client.ReceiveTimeout = client.SendTimeout = (int)options.ConnectTimeout.TotalMilliseconds;
            using System.IO.Stream stream = options.Tls ? Secured(client, options) : client.GetStream();
            return Talk(stream, password);
        }
        catch (Exception exception) when (exception is SocketException or AggregateException)
        {
            return new RedisFaultException(RedisFault.Unreachable, $"{endpoint} cannot be reached: {(exception.InnerException ?? exception).Message}", exception);
        }
        catch (AuthenticationException exception)
        {
            return new RedisFaultException(RedisFault.Tls, $"the TLS handshake with {endpoint} failed: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            return options.Tls
                ? new RedisFaultException(RedisFault.Tls, $"the TLS handshake with {endpoint} failed: {exception.Message}", exception)
                : new RedisFaultException(RedisFault.Unreachable, $"{endpoint} closed the connection: {exception.Message}", exception);
        }
    }

    private static SslStream Secured(TcpClient client, BridgeOptions options)
    {
        RemoteCertificateValidationCallback? judge = ServerCertificate.Judge(options);
        SslStream stream = new(client.GetStream(), leaveInnerStreamOpen: false, judge);
        stream.AuthenticateAsClient(ServerCertificate.HostName(options));
        return stream;
    }

    private static RedisFaultException? Talk(System.IO.Stream stream, string password)
    {
        if (password.Length > 0 && Reply(stream, "AUTH", password) is { } refused)
        {
            return FaultReading.Said(refused, password);
        }

        return Reply(stream, "PING") is { } said ? FaultReading.Said(said, password) : null;
    }

    /// <summary>What the server says against it, or null.</summary>
    private static string? Reply(System.IO.Stream stream, params string[] words)
    {
        StringBuilder command = new();
        command.Append('*').Append(words.Length).Append("\r\n");
        foreach (string word in words)
        {
            command.Append('$').Append(Encoding.UTF8.GetByteCount(word)).Append("\r\n").Append(word).Append("\r\n");
        }

        stream.Write(Encoding.UTF8.GetBytes(command.ToString()));
        stream.Flush();
        StringBuilder line = new();
        int value;
        while ((value = stream.ReadByte()) != '\n')
        {
            if (value < 0 || line.Length > 1000)
            {
                throw new IOException("it does not speak the protocol of Redis");
            }

            line.Append((char)value);
        }

        return line.Length > 0 && line[0] == '-' ? line.ToString(1, line.Length - 1).TrimEnd('\r') : null;
    }
}
