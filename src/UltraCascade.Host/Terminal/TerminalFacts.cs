namespace UltraCascade.Host.Terminal;

/// <summary>
/// What may be written where. A stream that is redirected, or a terminal that calls itself dumb, gets plain lines; colour
/// also stays away when NO_COLOR is set (no-color.org).
/// </summary>
internal static class TerminalFacts
{
    private const int FallbackColumns = 80;
    private const int FallbackRows = 24;

    /// <summary>Standard output can move its cursor.</summary>
    public static bool OutputIsLive { get; } = !Console.IsOutputRedirected && CanMoveCursor();

    /// <summary>Standard error can move its cursor.</summary>
    public static bool ErrorIsLive { get; } = !Console.IsErrorRedirected && CanMoveCursor();

    /// <summary>Standard output takes colour.</summary>
    public static bool OutputHasColour { get; } = OutputIsLive && ColourIsWanted();

    /// <summary>Standard error takes colour.</summary>
    public static bool ErrorHasColour { get; } = ErrorIsLive && ColourIsWanted();

    /// <summary>The locale says that characters beyond ASCII can be shown.</summary>
    public static bool HasUnicode { get; } = LocaleIsUtf8();

    /// <summary>Columns of the terminal now.</summary>
    public static int Columns => Measured(() => Console.WindowWidth, FallbackColumns);

    /// <summary>Rows of the terminal now.</summary>
    public static int Rows => Measured(() => Console.WindowHeight, FallbackRows);

    private static bool CanMoveCursor() =>
        Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } name && name != "dumb";

    private static bool ColourIsWanted() => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool LocaleIsUtf8()
    {
        foreach (string name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                return value.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || value.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    private static int Measured(Func<int> measure, int fallback)
    {
        try
        {
            int value = measure();
            return value > 0 ? value : fallback;
        }
        catch (IOException)
        {
            return fallback;
        }
    }
}
