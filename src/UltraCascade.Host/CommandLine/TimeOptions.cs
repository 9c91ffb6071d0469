using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options that are about time.</summary>
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

    /// <summary>Seconds of data in one second; 0 = as fast as it goes.</summary>
    public static Option<double> Speed() => new("--speed")
    {
        Description = "Seconds of data in one second, or max (default: max).",
        HelpName = "1|N|max",
        CustomParser = ParseSpeed,
    };

    private static double ParseSpeed(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text == "max")
        {
            return 0;
        }

        if (double.TryParse(text.TrimEnd('x'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed) && speed is > 0 and <= 1e9)
        {
            return speed;
        }

        result.AddError($"'{text}' is no speed: max, or a number above 0 is wanted.");
        return 0;
    }
}
