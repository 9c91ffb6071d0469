using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options that take a number, with what is wrong said in the words of the option.</summary>
internal static class NumberOption
{
    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>; null when the option is not given.</summary>
    public static Option<T?> Create<T>(string name, string description, T least, T most, string helpName = "N")
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                NumberStyles style = typeof(T) != typeof(double) ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
                if (T.TryParse(text, style, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
                {
                    return value;
                }

                string limit = most >= T.CreateSaturating(long.MaxValue) ? $"from {least} on" : $"from {least} to {most}";
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a number {limit}, not '{text}'."));
                return null;
            },
        };
}
