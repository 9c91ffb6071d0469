using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;

namespace UltraCascade.Host.Verbs;

/// <summary>The flags of <c>generate</c> that make the same market harder to see.</summary>
internal sealed class PerturbationFlags
{
    private readonly Option<double?> _late = NumberOption.Create("--late", "One venue's liquidations are received this much later.", 0.0, 3600, "SECONDS");

    private readonly Option<double?> _duplicates =
        NumberOption.Create("--duplicates", "One venue sends this share of its liquidations again, with the same ids, after reconnects (0 to 1).", 0.0, 1, "SHARE");

    private readonly Option<double?> _skew = NumberOption.Create("--skew", "One venue's clock is this much ahead (negative: behind).", -60_000.0, 60_000, "MS");

    private readonly Option<(double, double)?> _outage = Pair("--outage", "One venue is silent from START seconds after the beginning of the data on.", "START,SECONDS");

    private readonly Option<double?> _background = NumberOption.Create("--background", "Times the background; episodes stay as they are (0 to 64).", 0.0, 64, "FACTOR");

    private readonly Option<string?> _venue = new("--perturbed-venue")
    {
        Description = $"The one venue of --late, --duplicates, --skew and --outage (default: the busiest), or {PerturbationOptions.AllVenues}.",
        HelpName = "CODE",
    };

    public IReadOnlyList<Option> All => [_late, _duplicates, _skew, _outage, _background, _venue];

    /// <summary>What was asked for, or null when nothing was.</summary>
    public PerturbationOptions? Asked(ParseResult result, ulong seed)
    {
        PerturbationOptions asked = new()
        {
            LateSeconds = result.GetValue(_late) ?? 0,
            DuplicateShare = result.GetValue(_duplicates) ?? 0,
            SkewMs = result.GetValue(_skew) ?? 0,
            Outage = result.GetValue(_outage),
            BackgroundFactor = result.GetValue(_background) ?? 1,
            Venue = result.GetValue(_venue),
        };
        return asked == new PerturbationOptions() ? null : asked with { Seed = seed };
    }

    /// <summary>An option of two numbers with a comma between them.</summary>
    public static Option<(double, double)?> Pair(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            string[] parts = text.Split(',');
            if (parts.Length == 2
                && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double first)
                && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double second))
            {
                return (first, second);
            }

            result.AddError($"{name} takes {helpName}, two numbers, not '{text}'.");
            return null;
        },
    };
}
