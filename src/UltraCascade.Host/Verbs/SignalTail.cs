using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Json;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>
/// Reads the history of an instance as any stranger's process would, and stays with it: over an engine that is not there
/// yet, one that stops, dies or comes back, and a region that is made anew.
/// </summary>
internal sealed class SignalTail : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly VerbContext _context;
    private readonly InstancePaths _paths;
    private readonly long _count;
    private readonly bool _noWait;
    private TailStart _start;
    private SignalReader? _reader;
    private HistoryReader? _history;
    private SignalJson? _json;
    private FrameText? _text;
    private long _lost;
    private ulong _generation;
    private string _told = "";

    /// <param name="context">Output, messages and settings.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="count">Frames after which to stop; 0 = never.</param>
    /// <param name="noWait">End when no engine runs.</param>
    public SignalTail(VerbContext context, TailStart start, long count, bool noWait)
    {
        _context = context;
        _paths = context.Paths;
        _start = start;
        _count = count;
        _noWait = noWait;
    }

    public int Run()
    {
        long printed = 0;
        while (!_context.Token.IsCancellationRequested)
        {
            if (_history is null && !TryAttach())
            {
                continue;
            }

            ReadStatus status = _history!.TryRead(out SignalFrame frame);
            ReportLoss();
            if (status == ReadStatus.Ok)
            {
                Print(frame);
                if (++printed == _count)
                {
                    return ExitCode.Ok;
                }
            }
            else if (status != ReadStatus.Lapped)
            {
                WaitForMore();
            }
        }

        return _context.StoppedByUser;
    }

    public void Dispose() => _reader?.Dispose();

    private bool TryAttach()
    {
        _reader = RegionOpening.TryOpen(_paths);
        if (_reader is null)
        {
            Absent($"there is no instance '{_paths.Instance}' ({_paths.Signals})");
            _start = _start.Start == HistoryStart.Latest ? new TailStart(HistoryStart.Oldest, 0) : _start;
            Pause();
            return false;
        }

        SignalReader reader = _reader;
        _history = reader.ReadHistory(_start.Start, _start.Sequence);
        _lost = 0;
        _generation = reader.Generation;
        _json = _context.Json ? new SignalJson(RegionNames.Of(reader)) : null;
        _text = new FrameText(reader, TerminalFacts.OutputHasColour);
        return true;
    }

    private void Print(in SignalFrame frame)
    {
        if (_json is not null)
        {
            _context.Output.Write(_json.Format(frame));
            return;
        }

        _context.Output.WriteLine(_text!.Line(frame).ToString());
    }

    /// <summary>Nothing to read just now: shows what was read, finds out why, and waits a little.</summary>
    private void WaitForMore()
    {
        _context.Output.Flush();
        if (StandardOutput.ReaderIsGone)
        {
            throw new OutputClosedException();
        }

        SignalReader reader = _reader!;
        if (reader.IsSuperseded())
        {
            _context.Messages.Say("The region was made anew; continuing with the new one from its oldest frame.");
            Detach();
            return;
        }

        ReportRestart(reader);
        if (reader.State is RegionState.Stopped or RegionState.Faulted)
        {
            Absent($"the engine of '{_paths.Instance}' {(reader.State == RegionState.Stopped ? "has stopped" : "stopped because of a fault")}");
            Pause();
        }
        else if (reader.IsStale(out long ageNs))
        {
            Absent($"the engine of '{_paths.Instance}' (pid {reader.WriterPid}) is silent", $" since {RegionOpening.Age(ageNs)}");
            Pause();
        }
        else
        {
            Present(reader);
            _history!.Wait(s_look);
        }
    }

    private void Detach()
    {
        _reader?.Dispose();
        _reader = null;
        _history = null;
        _start = new TailStart(HistoryStart.Oldest, 0);
    }

    private void ReportRestart(SignalReader reader)
    {
        ulong generation = reader.Generation;
        if (generation != _generation)
        {
            _generation = generation;
            _told = "";
            _context.Messages.Say($"The engine was restarted (generation {generation}, pid {reader.WriterPid}); the sequence goes on.");
        }
    }

    private void ReportLoss()
    {
        long lost = _history!.Lost;
        if (lost != _lost)
        {
            _context.Output.Flush();
            _context.Messages.Warn($"{lost - _lost} frames were overwritten before they were read; continuing with #{_history.Next}.");
            _lost = lost;
        }
    }

    /// <summary>Says once that no engine runs, or gives up when the user does not want to wait.</summary>
    private void Absent(string what, string detail = "")
    {
        if (_noWait)
        {
            throw new VerbException($"Not running: {what}{detail}. Start it with 'ultracascade run --instance {_paths.Instance}'.", ExitCode.NotRunning);
        }

        if (_told != what)
        {
            _told = what;
            _context.Messages.Say($"Waiting: {what}{detail}. Ctrl-C ends.");
        }
    }

    private void Present(SignalReader reader)
    {
        if (_told.Length > 0)
        {
            _told = "";
            _context.Messages.Say($"The engine of '{_paths.Instance}' (pid {reader.WriterPid}) is there.");
        }
    }

    private void Pause()
    {
        if (StandardOutput.ReaderIsGone)
        {
            throw new OutputClosedException();
        }

        _context.Token.WaitHandle.WaitOne(s_look);
    }
}
