namespace UltraCascade.Host.Terminal;

/// <summary>Everything that is not data goes to standard error, in whole lines.</summary>
internal sealed class Messages
{
    private readonly bool _quiet;
    private readonly Lock _gate = new();

    public Messages(bool quiet)
    {
        _quiet = quiet;
    }

    /// <summary>Whether the user asked for silence.</summary>
    public bool Quiet => _quiet;

    /// <summary>Tells something that is good to know. Nothing with <c>--quiet</c>.</summary>
    public void Say(string text)
    {
        if (!_quiet)
        {
            Write(text, Style.Plain, "");
        }
    }

    /// <summary>Tells something that changes what the data is worth. Printed with <c>--quiet</c> too.</summary>
    public void Warn(string text) => Write(text, Style.Yellow, "warning: ");

    /// <summary>Says why the verb ends without having done its work.</summary>
    public void Error(string text) => Write(text, Style.Red, "error: ");

    /// <summary>Writes <paramref name="text"/> as it is.</summary>
    public void Raw(string text)
    {
        lock (_gate)
        {
            Console.Error.WriteLine(text);
        }
    }

    private void Write(string text, Style style, string prefix)
    {
        string line = new StyledLine(TerminalFacts.ErrorHasColour).Add(prefix, style).ToString() + text;
        lock (_gate)
        {
            Console.Error.WriteLine(line);
        }
    }
}
