using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UltraCascade.Host.Terminal;

/// <summary>
/// Standard output for data: buffered, UTF-8, LF. The runtime's own console stream swallows EPIPE, so a pipe is written
/// through a stream that reports it; a regular file keeps the console stream, because the other one would write at an
/// offset of its own and overwrite what standard error sent to the same file.
/// </summary>
internal sealed class StandardOutput : IDisposable
{
    private const int FlushAtBytes = 32 * 1024;
    private const short PollError = 0x0008;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Stream _stream;
    private byte[] _buffer = new byte[FlushAtBytes * 2];
    private int _used;

    public StandardOutput()
    {
        _stream = OpenStream();
    }

    /// <summary>Whether the reader of a pipe has gone, found out without writing to it.</summary>
    public static bool ReaderIsGone
    {
        get
        {
            PollDescriptor descriptor = new() { FileDescriptor = 1 };
            return NativePoll(ref descriptor, 1, 0) > 0 && (descriptor.Returned & PollError) != 0;
        }
    }

    public void Write(string text)
    {
        Reserve(s_utf8.GetMaxByteCount(text.Length));
        _used += s_utf8.GetBytes(text, _buffer.AsSpan(_used));
        FlushWhenFull();
    }

    public void WriteLine(string text)
    {
        Write(text);
        WriteLine();
    }

    public void WriteLine()
    {
        Reserve(1);
        _buffer[_used++] = (byte)'\n';
        FlushWhenFull();
    }

    /// <summary>Writes bytes that are UTF-8 already.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_buffer.AsSpan(_used));
        _used += utf8.Length;
        FlushWhenFull();
    }

    /// <exception cref="OutputClosedException">The reader has gone.</exception>
    public void Flush()
    {
        int used = _used;
        _used = 0;
        try
        {
            _stream.Write(_buffer, 0, used);
            _stream.Flush();
        }
        catch (IOException exception)
        {
            throw new OutputClosedException(exception);
        }
    }

    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (OutputClosedException)
        {
            // Reported, if it matters, by the write that came before.
        }

        _stream.Dispose();
    }

    private static Stream OpenStream()
    {
        try
        {
            FileStream direct = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return direct.CanSeek ? Console.OpenStandardOutput() : direct;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return Console.OpenStandardOutput();
        }
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + bytes));
        }
    }

    private void FlushWhenFull()
    {
        if (_used >= FlushAtBytes)
        {
            Flush();
        }
    }

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int NativePoll(ref PollDescriptor descriptor, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int FileDescriptor;
        public short Requested;
        public short Returned;
    }
}
