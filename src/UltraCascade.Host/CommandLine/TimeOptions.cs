using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options that are moments.</summary>
internal static class TimeOptions
{
    /// <summary>An option for a moment, UTC unless it says otherwise.</summary>
    public static Option<DateTimeOffset?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = Parse,
    };

    private static DateTimeOffset? Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        result.AddError($"'{text}' is no time: something like 2026-03-04 or 2026-03-04T11:30:00Z is wanted.");
        return null;
    }
}
