using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.History;
using UltraCascade.Host.Terminal;
using UltraCascade.Journal;

namespace UltraCascade.Host.Verbs;

/// <summary>Walks a journal and proves it, or names the place where it is not what was written.</summary>
internal sealed class JournalVerifyVerb : Command
{
    public JournalVerifyVerb()
        : base("verify", "Checks every checksum, sequence and link of a journal; exit 4 names the place of a damage.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Journal);
        Options.Add(SharedOptions.Json);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        JournalPaths paths = JournalPlace.Of(context);
        Stopwatch watch = Stopwatch.StartNew();
        List<StreamVerification> streams = [];
        foreach (JournalStream stream in (JournalStream[])[JournalStream.Events, JournalStream.Signals])
        {
            streams.Add(StreamVerification.Run(paths, stream, token: context.Token));
        }

        if (context.Json)
        {
            context.Output.WriteLine(ToJson(paths, streams));
        }
        else
        {
            foreach (StreamVerification stream in streams)
            {
                foreach (string line in ToLines(stream))
                {
                    context.Output.WriteLine(line);
                }
            }

            double rate = streams.Sum(s => s.Records) / Math.Max(1e-9, watch.Elapsed.TotalSeconds);
            context.Messages.Say($"{watch.Elapsed.TotalSeconds:0.00} s, {Quantity.Short(rate)} records/s");
        }

        foreach (StreamVerification stream in streams.Where(s => s.Damage is not null))
        {
            context.Messages.Error($"damaged: {stream.Damage}");
        }

        return streams.Exists(s => s.Damage is not null) ? ExitCode.CheckFailed : ExitCode.Ok;
    }

    private static IEnumerable<string> ToLines(StreamVerification found)
    {
        string name = found.Stream == JournalStream.Events ? "events " : "signals";
        if (found.Segments == 0)
        {
            yield return $"{name}  {(found.Damage is null ? "none" : "DAMAGED")}";
            yield break;
        }

        string state = found.Damage is null ? "whole" : "DAMAGED";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{name}  {state}: {found.Records:#,0} records, {found.FirstSequence:#,0} to {found.LastSequence:#,0}, in {found.Segments} segments");
        if (found.Removed > 0)
        {
            yield return $"         {found.Removed} older segments were removed";
        }

        foreach (JournalGap gap in found.Gaps)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"         {gap.First:#,0} to {gap.Last:#,0} are missing: {GapText.Of(gap.Cause)}");
        }

        if (found.Torn is { } torn)
        {
            yield return $"         torn at the end, cut at the next start: {torn}";
        }

        if (found.Stream == JournalStream.Signals && found.Damage is null)
        {
            yield return found.SignalHash == 0 ? "         signal hash not known: some frames are not in the journal" : $"         signal hash {found.SignalHash:x16}";
        }
    }

    private static string ToJson(JournalPaths paths, List<StreamVerification> streams)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("directory", paths.Directory);
            json.WriteBoolean("whole", streams.TrueForAll(s => s.Damage is null));
            foreach (StreamVerification found in streams)
            {
                json.WriteStartObject(found.Stream == JournalStream.Events ? "events" : "signals");
                json.WriteNumber("segments", found.Segments);
                json.WriteNumber("first_sequence", found.FirstSequence);
                json.WriteNumber("last_sequence", found.LastSequence);
                json.WriteNumber("records", found.Records);
                json.WriteNumber("missing", found.Gaps.Sum(g => g.Count));
                json.WriteNumber("removed_segments", found.Removed);
                if (found.Stream == JournalStream.Signals && found.SignalHash != 0)
                {
                    json.WriteString("signal_hash", found.SignalHash.ToString("x16", CultureInfo.InvariantCulture));
                }

                Write(json, "torn", found.Torn);
                Write(json, "damage", found.Damage);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, JournalFault? fault)
    {
        if (fault is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("file", Path.GetFileName(fault.Path));
        json.WriteNumber("offset", fault.Offset);
        json.WriteString("reason", fault.Reason);
        json.WriteEndObject();
    }
}
