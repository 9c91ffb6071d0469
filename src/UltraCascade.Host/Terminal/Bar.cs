namespace UltraCascade.Host.Terminal;

/// <summary>A share of a whole as a bar of characters.</summary>
internal static class Bar
{
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    /// <summary><paramref name="share"/> is held to 0 … 1; the bar is always <paramref name="width"/> columns wide.</summary>
    public static string Draw(double share, int width)
    {
        double held = double.IsFinite(share) ? Math.Clamp(share, 0, 1) : 0;
        if (!TerminalFacts.HasUnicode)
        {
            int full = (int)Math.Round(held * width);
            return new string('#', full).PadRight(width, '.');
        }

        int eighths = (int)Math.Round(held * width * 8);
        string whole = new('█', eighths / 8);
        return (eighths % 8 == 0 ? whole : whole + Eighths[eighths % 8]).PadRight(width);
    }
}
