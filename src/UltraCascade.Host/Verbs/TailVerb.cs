using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using UltraCascade.Host.CommandLine;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>Follows the signals of an instance.</summary>
internal sealed class TailVerb : Command
{
    private readonly Option<TailStart?> _from = new("--from")
    {
        Description = "Where to begin: the next frame, the oldest one held, or a sequence (default: latest).",
        HelpName = "latest|oldest|N",
        CustomParser = ParseStart,
    };

    private readonly Option<long?> _count = NumberOption.Create("--count", "Stop after this many frames.", 1L, long.MaxValue);

    private readonly Option<bool> _noWait = new("--no-wait")
    {
        Description = "End with exit code 5 when no engine runs, instead of waiting for one.",
    };

    public TailVerb()
        : base("tail", "Follows the signals of an instance, one line each.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(_from);
        Options.Add(_count);
        Options.Add(_noWait);
        Options.Add(SharedOptions.Json);
        _count.Aliases.Add("-n");
        SetAction(result => VerbExecution.Execute(result, context =>
        {
            using SignalTail tail = new(context, result.GetValue(_from) ?? new TailStart(HistoryStart.Latest, 0), result.GetValue(_count) ?? 0, result.GetValue(_noWait));
            return tail.Run();
        }));
    }

    private static TailStart? ParseStart(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        switch (text)
        {
            case "latest":
                return new TailStart(HistoryStart.Latest, 0);
            case "oldest":
                return new TailStart(HistoryStart.Oldest, 0);
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && sequence > 0)
        {
            return new TailStart(HistoryStart.Sequence, sequence);
        }

        result.AddError($"'{text}' is no place to begin: latest, oldest or a sequence from 1 on is wanted.");
        return null;
    }
}

/// <summary>Where a tail begins; <see cref="Sequence"/> counts for <see cref="HistoryStart.Sequence"/> only.</summary>
internal readonly record struct TailStart(HistoryStart Start, long Sequence);
