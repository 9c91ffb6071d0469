using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>The latest table, refreshed in place on a terminal; elsewhere one line for each entry that changed.</summary>
internal sealed class ShmWatchVerb : Command
{
    private static readonly TimeSpan s_liveInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_plainInterval = TimeSpan.FromSeconds(1);

    public ShmWatchVerb()
        : base("watch", "Shows the latest frame of every instrument until Ctrl-C.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        SignalReader reader = RegionOpening.Open(context.Paths);
        using LiveBlock? block = TerminalFacts.OutputIsLive ? new LiveBlock(context.Output) : null;
        Dictionary<int, long> seen = [];
        try
        {
            while (!context.Token.IsCancellationRequested)
            {
                if (reader.IsSuperseded() && RegionOpening.TryOpen(context.Paths) is { } renewed)
                {
                    reader.Dispose();
                    reader = renewed;
                    seen.Clear();
                }

                if (block is not null)
                {
                    block.Draw(Board(context.Paths, reader));
                }
                else
                {
                    PrintChanged(context, reader, seen);
                }

                context.Token.WaitHandle.WaitOne(block is null ? s_plainInterval : s_liveInterval);
            }

            return context.StoppedByUser;
        }
        finally
        {
            reader.Dispose();
        }
    }

    private static List<StyledLine> Board(InstancePaths paths, SignalReader reader)
    {
        int columns = TerminalFacts.Columns - 1;
        bool colour = TerminalFacts.OutputHasColour;
        bool stale = reader.IsStale(out long ageNs);
        List<StyledLine> lines =
        [
            new StyledLine(colour, columns).Add(paths.Instance, Style.Bold)
                .Add($"  pid {reader.WriterPid}  generation {reader.Generation}  frames {reader.Cursor:#,0}  ")
                .Add(stale ? "STALE" : InstanceStatus.Word(reader.State), stale ? Style.Alarm : Style.Green)
                .Add($"  heartbeat {RegionOpening.Age(ageNs)}", Style.Dim),
        ];
        FrameText text = new(reader, colour);
        foreach ((SignalFrame frame, _) in Latest(reader).OrderByDescending(e => e.Frame.Instrument == 0).ThenByDescending(e => e.Frame.Level).ThenByDescending(e => e.Frame.EngineNs))
        {
            lines.Add(text.TableLine(frame, columns));
        }

        return lines;
    }

    private static void PrintChanged(VerbContext context, SignalReader reader, Dictionary<int, long> seen)
    {
        FrameText text = new(reader, TerminalFacts.OutputHasColour);
        foreach ((SignalFrame frame, long version) in Latest(reader))
        {
            if (seen.GetValueOrDefault(frame.Instrument) != version)
            {
                seen[frame.Instrument] = version;
                context.Output.WriteLine(text.Line(frame).ToString());
            }
        }

        context.Output.Flush();
        if (StandardOutput.ReaderIsGone)
        {
            throw new OutputClosedException();
        }
    }

    private static IEnumerable<(SignalFrame Frame, long Version)> Latest(SignalReader reader)
    {
        for (int i = 0; i < reader.InstrumentCount; i++)
        {
            if (reader.TryReadLatest(i, out SignalFrame frame, out long version) == ReadStatus.Ok)
            {
                yield return (frame, version);
            }
        }
    }
}
