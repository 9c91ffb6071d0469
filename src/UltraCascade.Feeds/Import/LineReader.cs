using System.Buffers;

namespace UltraCascade.Feeds;

/// <summary>What <see cref="LineReader.TryRead"/> found.</summary>
internal enum LineStatus
{
    End,
    Line,
    TooLong,
}

/// <summary>
/// Lines of UTF-8 text from a stream, through one pooled buffer: no allocation per line. A span returned is valid until the
/// next call. LF and CRLF both end a line; a byte order mark is skipped; a NUL byte is an error, since text has none.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>Longest line accepted, its end not counted.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private const int BufferBytes = 1024 * 1024;

    private readonly Stream _stream;
    private readonly string _name;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;
    private int _nulAt = -1;
    private bool _streamEnded;
    private bool _started;

    public LineReader(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>1-based number of the line last returned; 0 before the first.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the stream held no byte at all (or nothing but a byte order mark).</summary>
    public bool IsEmpty => _streamEnded && LineNumber == 0 && _start == _end;

    public LineStatus TryRead(out ReadOnlySpan<byte> line)
    {
        if (!_started)
        {
            SkipByteOrderMark();
        }

        int searched = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                return Take(searched + newline, consumed: searched + newline + 1, out line);
            }

            searched = _end - _start;
            if (searched > MaxLineBytes)
            {
                return SkipTooLong(out line);
            }

            if (_streamEnded)
            {
                line = default;
                return searched == 0 ? LineStatus.End : Take(searched, searched, out line);
            }

            Fill();
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _stream.Dispose();
    }

    private LineStatus Take(int length, int consumed, out ReadOnlySpan<byte> line)
    {
        LineNumber++;
        if (_nulAt >= 0 && _nulAt < _start + consumed)
        {
            throw new FeedFileException(_name, $"{_name} is not a text file: line {LineNumber} holds a NUL byte. Expected is CSV in UTF-8, plain, gzip or zip.");
        }

        line = _buffer.AsSpan(_start, length);
        _start += consumed;
        if (length > 0 && line[^1] == (byte)'\r')
        {
            line = line[..^1];
        }

        if (line.Length > MaxLineBytes)
        {
            line = default;
            return LineStatus.TooLong;
        }

        return LineStatus.Line;
    }

    private LineStatus SkipTooLong(out ReadOnlySpan<byte> line)
    {
        line = default;
        while (true)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int consumed = newline < 0 ? _end - _start : newline + 1;
            if (newline >= 0 || _streamEnded)
            {
                Take(0, consumed, out line);
                return LineStatus.TooLong;
            }

            // A NUL in the part let go must still be found: keep its place at the start of the buffer.
            if (_nulAt >= 0)
            {
                Take(0, consumed, out line);
            }

            _start = _end;
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _nulAt = _nulAt < 0 ? -1 : _nulAt - _start;
        _end -= _start;
        _start = 0;
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _streamEnded = read == 0;
        if (_nulAt < 0)
        {
            int nul = _buffer.AsSpan(_end, read).IndexOf((byte)0);
            _nulAt = nul < 0 ? -1 : _end + nul;
        }

        _end += read;
    }

    private void SkipByteOrderMark()
    {
        _started = true;
        while (_end < 3 && !_streamEnded)
        {
            Fill();
        }

        ReadOnlySpan<byte> head = _buffer.AsSpan(0, _end);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _start = 3;
        }
        else if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw new FeedFileException(_name, $"{_name} is UTF-16 text. Save it as UTF-8 and try again.");
        }
    }
}
