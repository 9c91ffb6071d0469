using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.History;
using UltraCascade.Host.Terminal;
using UltraCascade.Journal;

namespace UltraCascade.Host.Verbs;

/// <summary>Replays a journal and compares what comes out with what the live engine said.</summary>
internal sealed class JournalReplayVerb : Command
{
    private readonly Option<double> _speed = TimeOptions.Speed();

    private readonly Option<long> _until = new("--until-sequence")
    {
        Description = "Stop behind this event.",
        HelpName = "N",
        DefaultValueFactory = _ => long.MaxValue,
    };

    private readonly Option<bool> _hold = new("--hold") { Description = "Keep the signals for inspection (tail, episodes, shm) until Ctrl-C." };

    public JournalReplayVerb()
        : base("replay", "Takes the events of a journal through the engine again; exit 4 when other signals come out than the journal has.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(SharedOptions.Journal);
        Options.Add(ComputeOptions.Simd);
        Options.Add(ComputeOptions.Calibration);
        Options.Add(_speed);
        Options.Add(_until);
        Options.Add(_hold);
        Options.Add(SharedOptions.Json);
        SetAction(result => VerbExecution.Execute(result, context => Run(context, result)));
    }

    private int Run(VerbContext context, ParseResult result)
    {
        JournalPaths paths = JournalPlace.Of(context);
        using JournalReplay replay = new(context, paths, result.GetValue(_speed), result.GetValue(_until));
        if (result.GetValue(_speed) > 0 || result.GetValue(_hold))
        {
            context.Messages.Say($"Signals: --dir {replay.Paths.Root} --instance {replay.Paths.Instance}");
        }

        replay.Run();
        ulong? live = replay.First == 1 ? JournalledHash.Of(paths, replay.Signals) : null;
        bool? isSame = live is { } hash ? hash == replay.SignalHash : null;
        if (context.Json)
        {
            context.Output.WriteLine(ToJson(replay, isSame));
        }
        else
        {
            foreach (string line in ToLines(replay, isSame))
            {
                context.Output.WriteLine(line);
            }
        }

        context.Output.Flush();
        if (result.GetValue(_hold))
        {
            context.Token.WaitHandle.WaitOne();
        }

        return isSame == false ? ExitCode.CheckFailed : ExitCode.Ok;
    }

    private static IEnumerable<string> ToLines(JournalReplay replay, bool? isSame)
    {
        double rate = (replay.Last - replay.First + 1) / Math.Max(1e-9, replay.Elapsed.TotalSeconds);
        yield return string.Create(CultureInfo.InvariantCulture, $"records      {replay.First:#,0} to {replay.Last:#,0}, {replay.Events:#,0} liquidations");
        yield return string.Create(CultureInfo.InvariantCulture, $"time         {replay.Elapsed.TotalSeconds:0.00} s ({Quantity.Short(rate)} records/s)");
        yield return string.Create(CultureInfo.InvariantCulture, $"signals      {replay.Signals:#,0} frames, {replay.Episodes:#,0} episodes");
        yield return $"signal hash  {replay.SignalHash:x16}, " + isSame switch
        {
            true => "the same as in the journal",
            false => "NOT what the journal has: other settings of the detector, another version, or a defect",
            null => "not compared: events or frames before it are not in the journal",
        };
    }

    private static string ToJson(JournalReplay replay, bool? isSame)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("first_sequence", replay.First);
            json.WriteNumber("last_sequence", replay.Last);
            json.WriteNumber("events", replay.Events);
            json.WriteNumber("seconds", Math.Round(replay.Elapsed.TotalSeconds, 6));
            json.WriteNumber("signals", replay.Signals);
            json.WriteNumber("episodes", replay.Episodes);
            json.WriteString("signal_hash", replay.SignalHash.ToString("x16", CultureInfo.InvariantCulture));
            if (isSame is { } same)
            {
                json.WriteBoolean("same_as_live", same);
            }
            else
            {
                json.WriteNull("same_as_live");
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
