using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.History;
using UltraCascade.Host.Terminal;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.Verbs;

/// <summary>Shows the segments of a journal: ranges, times, sizes.</summary>
internal sealed class JournalInfoVerb : Command
{
    public JournalInfoVerb()
        : base("info", "Shows the segments of a journal: sequences, times, sizes.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Journal);
        Options.Add(SharedOptions.Json);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        JournalPaths paths = JournalPlace.Of(context);
        List<SegmentSummary> segments = [];
        foreach (JournalStream stream in (JournalStream[])[JournalStream.Events, JournalStream.Signals])
        {
            foreach (SegmentName name in paths.Segments(stream))
            {
                context.Token.ThrowIfCancellationRequested();
                segments.Add(SegmentSummary.Read(name));
            }
        }

        if (context.Json)
        {
            context.Output.WriteLine(ToJson(paths, segments));
        }
        else
        {
            foreach (string line in ToLines(paths, segments))
            {
                context.Output.WriteLine(line);
            }
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> ToLines(JournalPaths paths, List<SegmentSummary> segments)
    {
        SegmentHeader header = segments.FirstOrDefault(s => s.Header.JournalId != 0)?.Header ?? default;
        yield return $"journal   {paths.Directory}";
        yield return $"identity  {header.JournalId:x16}, {(header.Mode == InstanceMode.Replay ? "replay" : "live")}, instance {FixedText.Read(header.Instance)}";
        foreach (IGrouping<JournalStream, SegmentSummary> stream in segments.GroupBy(s => s.Name.Stream))
        {
            long records = stream.Sum(s => s.Records);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Word(stream.Key),-9} {records:#,0} in {stream.Count()} segments, {stream.Sum(s => s.FileBytes) / 1048576.0:#,0.0} MiB on disk, {stream.Sum(s => s.Missing):#,0} missing");
            foreach (SegmentSummary segment in stream)
            {
                yield return "  " + Line(segment);
            }
        }
    }

    private static string Line(SegmentSummary s)
    {
        string times = s.LastNs == 0 ? "no times" : $"{Quantity.DateAndTime(s.FirstNs)} to {Quantity.DateAndTime(s.LastNs)}";
        string range = s.LastSequence < s.Name.FirstSequence ? $"{s.Name.FirstSequence:#,0} (none yet)" : $"{s.Name.FirstSequence:#,0} to {s.LastSequence:#,0}";
        return string.Create(CultureInfo.InvariantCulture, $"{range}  {times}  {s.UsedBytes / 1048576.0:#,0.00} MiB  {State(s)}");
    }

    private static string State(SegmentSummary s) =>
        s.Fault is { } fault ? $"broken at byte {fault.Offset}: {fault.Reason}" : s.End is { } end ? end.ToString().ToLowerInvariant() : "open";

    private static string Word(JournalStream stream) => stream == JournalStream.Events ? "events" : "signals";

    private static string ToJson(JournalPaths paths, List<SegmentSummary> segments)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("directory", paths.Directory);
            json.WriteString("instance", paths.Instance);
            json.WriteStartArray("segments");
            foreach (SegmentSummary s in segments)
            {
                json.WriteStartObject();
                json.WriteString("stream", Word(s.Name.Stream));
                json.WriteString("file", Path.GetFileName(s.Name.Path));
                json.WriteString("journal_id", s.Header.JournalId.ToString("x16", CultureInfo.InvariantCulture));
                json.WriteNumber("ordinal", s.Header.Ordinal);
                json.WriteNumber("first_sequence", s.Name.FirstSequence);
                json.WriteNumber("last_sequence", s.LastSequence);
                json.WriteNumber("records", s.Records);
                json.WriteNumber("missing", s.Missing);
                json.WriteNumber("first_us", s.FirstNs / 1000);
                json.WriteNumber("last_us", s.LastNs / 1000);
                json.WriteNumber("created_us", s.Header.CreatedNs / 1000);
                json.WriteNumber("used_bytes", s.UsedBytes);
                json.WriteNumber("file_bytes", s.FileBytes);
                json.WriteString("state", s.Fault is not null ? "broken" : s.End is { } end ? end.ToString().ToLowerInvariant() : "open");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
