namespace UltraCascade.Host.Processes;

/// <summary>Text that a POSIX shell reads back as one word.</summary>
internal static class ShellText
{
    public static string Quote(string word)
    {
        bool plain = word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+=:,@%".Contains(c, StringComparison.Ordinal));
        return plain ? word : "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
    }
}
