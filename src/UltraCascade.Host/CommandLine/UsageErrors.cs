using System.CommandLine;
using System.CommandLine.Parsing;

namespace UltraCascade.Host.CommandLine;

/// <summary>What is wrong with a command line, in one line for each mistake, with a guess at what was meant.</summary>
internal static class UsageErrors
{
    private const int FarthestGuess = 2;

    public static IEnumerable<string> Describe(ParseResult result)
    {
        string[] unknown = [.. result.UnmatchedTokens];
        foreach (ParseError error in result.Errors)
        {
            // An unknown verb is reported twice by the parser; the second report says more.
            if (unknown.Length == 0 || !error.Message.StartsWith("Required command", StringComparison.Ordinal))
            {
                yield return string.Join(' ', error.Message.Split((char[])['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
            }
        }

        foreach (string token in unknown)
        {
            if (Guess(token, result.CommandResult.Command) is { } guess)
            {
                yield return $"Did you mean '{guess}'?";
            }
        }
    }

    private static string? Guess(string token, Command command)
    {
        IEnumerable<string> names = token.StartsWith('-')
            ? command.Options.Where(option => !option.Hidden).Select(option => option.Name)
            : command.Subcommands.Select(verb => verb.Name);
        return names.Select(name => (Name: name, Distance: Distance(token, name)))
            .Where(candidate => candidate.Distance <= FarthestGuess)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>Insertions, deletions and replacements from one word to the other (Levenshtein 1965).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
