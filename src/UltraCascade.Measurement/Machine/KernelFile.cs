using System.Globalization;

namespace UltraCascade.Measurement.Machine;

/// <summary>Files by which the kernel tells about itself. What is missing or denied reads as null: not every kernel has them all.</summary>
public static class KernelFile
{
    /// <summary>The file's text without the space around it, or null.</summary>
    public static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The file's lines; none when it cannot be read.</summary>
    public static string[] Lines(string path) => Text(path)?.Split('\n') ?? [];

    /// <summary>The chosen word of a file that shows its choices as <c>always [madvise] never</c>, or the whole text, or null.</summary>
    public static string? Choice(string path)
    {
        string? text = Text(path);
        int open = text?.IndexOf('[') ?? -1;
        int close = text?.IndexOf(']') ?? -1;
        return open >= 0 && close > open ? text![(open + 1)..close] : text;
    }

    /// <summary>The number behind <paramref name="name"/> at the start of a line, a unit behind it or not, as in <c>/proc/PID/status</c>; 0 when there is none.</summary>
    public static long Counter(string path, string name)
    {
        string? line = Lines(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        string? number = line?[name.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
    }
}
