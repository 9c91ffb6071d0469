using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation;
using UltraCascade.Evaluation.Labels;
using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Replay;

namespace UltraCascade.Host.Evaluation;

/// <summary>The options with which <c>evaluate</c> and <c>calibrate</c> name labelled streams, and the reading of them.</summary>
internal sealed class StreamOptions
{
    private readonly Option<string[]> _events = Files("--events", "Liquidations, each file a stream of its own: CSV, plain, .gz or .zip.");
    private readonly Option<string[]> _labels = Files("--labels", "Labels (onset_us,end_us,kind,…), one file for each of --events, in the same order.");

    private readonly Option<string[]> _venues = new("--allow-venue")
    {
        Description = "Accept this venue code too; may be given several times.",
        HelpName = "CODE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<long?> _split;

    public StreamOptions(string splitDescription)
    {
        _split = new Option<long?>("--split") { Description = splitDescription, HelpName = "TIME", CustomParser = ParseTime };
    }

    public IReadOnlyList<Option> All => [_events, _labels, _split, _venues];

    /// <summary>The time of <c>--split</c> in ns since 1970 UTC, or null.</summary>
    public long? SplitNs(ParseResult result) => result.GetValue(_split);

    /// <summary>Reads the streams.</summary>
    /// <exception cref="VerbException">Files cannot be paired, or a file of labels cannot be used.</exception>
    public IReadOnlyList<EvaluationStream> Read(VerbContext context, ParseResult result)
    {
        string[] events = result.GetValue(_events)!;
        string[] labels = result.GetValue(_labels)!;
        if (events.Length != labels.Length)
        {
            throw new VerbException(
                $"{events.Length} files of events and {labels.Length} of labels: each file is a stream of its own, paired with its labels by position, so give as many --labels as --events.",
                ExitCode.Usage);
        }

        ImportOptions options = new()
        {
            AllowedVenues = result.GetValue(_venues)!.SelectMany(codes => codes.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal),
            InstrumentMap = context.Settings.Import.InstrumentMap,
        };
        List<EvaluationStream> streams = [];
        for (int i = 0; i < events.Length; i++)
        {
            IReadOnlyList<CascadeLabel> truth = ReadLabels(labels[i]);
            LiquidationTable table = FileImport.Load([events[i]], options, context);
            EvaluationStream stream = new(Path.GetFileName(events[i]), table, truth);
            WarnIfApart(context, stream, labels[i]);
            streams.Add(stream);
        }

        return streams;
    }

    /// <summary>The detector that the settings (or a calibration on the command line) describe.</summary>
    public static ShiryaevOptions Detector(VerbContext context) =>
        new() { Threshold = context.Settings.Engine.Detector.Threshold, Slope = context.Settings.Engine.Detector.Slope };

    private static IReadOnlyList<CascadeLabel> ReadLabels(string file)
    {
        try
        {
            using StreamReader reader = new(file);
            return LabelText.Read(reader, file);
        }
        catch (Exception exception) when (exception is LabelFileException or IOException or UnauthorizedAccessException)
        {
            throw new VerbException(exception is LabelFileException ? exception.Message : $"The labels cannot be read: {exception.Message}", ExitCode.Failure, exception);
        }
    }

    // Labels of another file give a score, and one that means nothing.
    private static void WarnIfApart(VerbContext context, EvaluationStream stream, string labels)
    {
        if (stream.Labels.Count > 0 && !stream.Labels.Any(label => label.EndNs >= stream.Span.FromNs && label.OnsetNs < stream.Span.ToNs))
        {
            context.Messages.Warn($"No label of {labels} lies in the time of {stream.Name}: are they paired in the right order?");
        }
    }

    private static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE…",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static long? ParseTime(ArgumentResult result)
    {
        const long MostUs = 9_000_000_000_000_000L;
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text.Length > 4 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long us) && us < MostUs)
        {
            return us * 1000;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time.Year is > 1970 and < 2250)
        {
            return (time - DateTimeOffset.UnixEpoch).Ticks * 100;
        }

        result.AddError($"'{text}' is no time: something like 2023-01-09, 2023-01-09T12:00:00Z or microseconds since 1970 is wanted.");
        return null;
    }
}
