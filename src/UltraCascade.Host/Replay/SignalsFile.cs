using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Json;
using UltraCascade.Host.Verbs;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Replay;

/// <summary>Writes every history frame to a file as a line of JSON, on a thread of its own that reads like any stranger.</summary>
internal sealed class SignalsFile : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    private readonly string _path;
    private readonly FileStream _file;
    private Thread? _thread;
    private SignalReader? _reader;
    private HistoryReader? _history;
    private Exception? _fault;
    private long _next = 1;
    private volatile bool _finish;

    /// <exception cref="VerbException">The file cannot be written.</exception>
    public SignalsFile(string path)
    {
        _path = path;
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"The signals cannot be written to {path}: {exception.Message} Name another file with --signals.", ExitCode.Failure, exception);
        }
    }

    /// <summary>Frames in the history that are not in the file yet.</summary>
    public long Unread => _fault is null ? Math.Max(0, _reader!.Cursor - Volatile.Read(ref _next) + 1) : 0;

    /// <summary>Frames written.</summary>
    public long Written { get; private set; }

    /// <summary>Begins with the next frame. The reader stays the caller's.</summary>
    public void Start(SignalReader reader)
    {
        _reader = reader;
        _history = reader.ReadHistory(HistoryStart.Latest);
        _next = _history.Next;
        _thread = new Thread(Follow) { IsBackground = true, Name = "signals file" };
        _thread.Start();
    }

    /// <summary>Writes what is still in the history and closes the file.</summary>
    /// <exception cref="VerbException">A frame was lost, or the file could not be written.</exception>
    public void Finish()
    {
        Join();
        if (_fault is not null)
        {
            throw new VerbException($"The signals could not be written to {_path}: {_fault.Message}", ExitCode.Failure, _fault);
        }

        if (_history!.Lost > 0)
        {
            throw new VerbException(
                $"{_history.Lost} frames were overwritten before they were read, so {_path} is not complete. Enlarge UltraCascade:Engine:HistorySlots or lower --speed.");
        }

        _file.Flush();
    }

    public void Dispose()
    {
        Join();
        _file.Dispose();
    }

    private void Join()
    {
        _finish = true;
        _thread?.Join();
        _thread = null;
    }

    private void Follow()
    {
        try
        {
            SignalJson json = new(RegionNames.Of(_reader!));
            while (true)
            {
                bool last = _finish;
                if (_history!.TryRead(out SignalFrame frame) == ReadStatus.Ok)
                {
                    _file.Write(json.Format(frame));
                    Written++;
                    Volatile.Write(ref _next, _history.Next);
                }
                else if (_history.Next > _reader!.Cursor)
                {
                    if (last)
                    {
                        return;
                    }

                    _history.Wait(s_look);
                }
            }
        }
        catch (Exception exception)
        {
            // Told by Finish on the thread that asked for the file.
            _fault = exception;
        }
    }
}
