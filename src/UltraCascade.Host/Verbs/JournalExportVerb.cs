using System.CommandLine;
using System.Globalization;
using System.Text;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.History;
using UltraCascade.Host.Json;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.Verbs;

/// <summary>Writes what a journal holds in the formats that people and other programs read.</summary>
internal sealed class JournalExportVerb : Command
{
    private const int Batch = 1024;

    private readonly Option<string> _format = new("--format")
    {
        Description = "csv: liquidations as replay reads them; market: market data as replay reads it; tardis: liquidations in tardis' columns; jsonl: every record (default: csv, with --signals jsonl).",
        HelpName = "csv|market|tardis|jsonl",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<DateTimeOffset?> _from = TimeOptions.Create("--from", "Leave out what the engine's time puts before this moment (UTC unless it says otherwise).");
    private readonly Option<DateTimeOffset?> _to = TimeOptions.Create("--to", "Leave out what the engine's time puts at this moment or later.");
    private readonly Option<bool> _signals = new("--signals") { Description = "Signals instead of events, one JSON object a line." };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write to this file (default: standard output).",
        HelpName = "FILE",
    };

    public JournalExportVerb()
        : base("export", "Writes events or signals of a journal as CSV or JSON lines.")
    {
        _format.AcceptOnlyFromAmong("csv", "market", "tardis", "jsonl");
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Journal);
        foreach (Option option in (Option[])[_format, _from, _to, _signals, _out])
        {
            Options.Add(option);
        }

        SetAction(result => VerbExecution.Execute(result, context => Run(context, result)));
    }

    private int Run(VerbContext context, ParseResult result)
    {
        string format = result.GetValue(_format)!;
        bool signals = result.GetValue(_signals);
        if (signals && format is not ("" or "jsonl"))
        {
            throw new VerbException("Signals are exported as jsonl only.", ExitCode.Usage);
        }

        JournalPaths paths = JournalPlace.Of(context);
        long fromNs = Nanoseconds(result.GetValue(_from), long.MinValue);
        long toNs = Nanoseconds(result.GetValue(_to), long.MaxValue);
        using ExportTarget target = new(context, result.GetValue(_out));
        if (signals)
        {
            ExportSignals(context, paths, target, fromNs, toNs);
        }
        else
        {
            ExportEvents(context, paths, target, Text(format), fromNs, toNs);
        }

        target.Finish();
        context.Messages.Say(string.Create(CultureInfo.InvariantCulture, $"{target.Lines:#,0} lines"));
        return ExitCode.Ok;
    }

    private static IEventText Text(string format) => format switch
    {
        "market" => new MarketText(),
        "tardis" => new TardisText(),
        "jsonl" => new JsonEventText(),
        _ => new NormalisedText(),
    };

    private static void ExportEvents(VerbContext context, JournalPaths paths, ExportTarget target, IEventText text, long fromNs, long toNs)
    {
        using JournalReader reader = new(paths);
        reader.SeekTo(SegmentSearch.FirstAtOrAfter(paths, JournalStream.Events, fromNs));
        EventRecord[] records = new EventRecord[Batch];
        Provenance[] origins = new Provenance[Batch];
        if (text.Header.Length > 0)
        {
            target.WriteHeader(Encoding.ASCII.GetBytes(text.Header));
        }

        while (true)
        {
            context.Token.ThrowIfCancellationRequested();
            if (!reader.TryReadBatch(records, origins, out int count))
            {
                if (!GoesOn(context, reader.Status, reader.Gap, reader.Fault))
                {
                    return;
                }

                continue;
            }

            for (int i = 0; i < count; i++)
            {
                long at = records[i].EngineNs;
                if (at >= toNs)
                {
                    return;
                }

                if (at >= fromNs)
                {
                    target.WriteLine(text.Format(records[i], origins[i], reader.Tables));
                }
            }
        }
    }

    private static void ExportSignals(VerbContext context, JournalPaths paths, ExportTarget target, long fromNs, long toNs)
    {
        using SignalJournalReader reader = new(paths);
        reader.SeekTo(SegmentSearch.FirstAtOrAfter(paths, JournalStream.Signals, fromNs));
        SignalJson json = new(new SignalNames(
            index => reader.Tables.TryGetInstrument(index, out _) ? Encoding.UTF8.GetBytes(reader.Tables.InstrumentName(index)) : null,
            index => reader.Tables.VenueCode(index) is { Length: > 0 } code ? Encoding.UTF8.GetBytes(code) : null));
        while (true)
        {
            context.Token.ThrowIfCancellationRequested();
            if (!reader.TryRead(out SignalFrame frame))
            {
                if (!GoesOn(context, reader.Status, reader.Gap, reader.Fault))
                {
                    return;
                }

                continue;
            }

            if (frame.EngineNs >= toNs)
            {
                return;
            }

            if (frame.EngineNs >= fromNs)
            {
                ReadOnlySpan<byte> line = json.Format(frame);
                target.WriteLine(line[..^1]);
            }
        }
    }

    /// <summary>Whether more may follow what was no record.</summary>
    /// <exception cref="VerbException">The journal is damaged.</exception>
    private static bool GoesOn(VerbContext context, JournalReadStatus status, JournalGap gap, JournalFault? fault)
    {
        switch (status)
        {
            case JournalReadStatus.Gap:
                context.Messages.Warn(string.Create(CultureInfo.InvariantCulture, $"{gap.First} to {gap.Last} are not in the journal: {GapText.Of(gap.Cause)}"));
                return true;
            case JournalReadStatus.Damaged:
                throw new VerbException($"The journal is damaged: {fault}. What comes before was exported.", ExitCode.CheckFailed);
            default:
                return false;
        }
    }

    private static long Nanoseconds(DateTimeOffset? time, long otherwise) =>
        time is { } moment ? checked((moment - DateTimeOffset.UnixEpoch).Ticks * 100) : otherwise;
}
