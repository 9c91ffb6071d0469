using UltraCascade.Host.CommandLine;

namespace UltraCascade.Host.History;

/// <summary>Where exported lines go: a file, or standard output.</summary>
internal sealed class ExportTarget : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly VerbContext _context;
    private readonly FileStream? _file;

    /// <exception cref="VerbException">The file cannot be written.</exception>
    public ExportTarget(VerbContext context, string? path)
    {
        _context = context;
        try
        {
            _file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"{path} cannot be written: {exception.Message} Name another file with --out.", ExitCode.Failure, exception);
        }
    }

    /// <summary>Lines written, the header not counted.</summary>
    public long Lines { get; private set; }

    public void WriteHeader(ReadOnlySpan<byte> line)
    {
        Write(line);
        Write("\n"u8);
    }

    /// <summary>Writes a line that is not empty.</summary>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty)
        {
            WriteHeader(line);
            Lines++;
        }
    }

    /// <summary>Everything is written, or what went wrong is thrown.</summary>
    public void Finish() => _file?.Flush();

    public void Dispose() => _file?.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            _context.Output.Write(bytes);
        }
        else
        {
            _file.Write(bytes);
        }
    }
}
