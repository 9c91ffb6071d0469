using System.Text;

namespace UltraCascade.Host.Terminal;

/// <summary>
/// One line of text with styles that knows its width in columns and cuts itself at a limit, so that a redrawn block never
/// wraps. Without colour it is the plain text.
/// </summary>
internal sealed class StyledLine
{
    private readonly StringBuilder _text = new();
    private readonly bool _colour;
    private readonly int _limit;

    public StyledLine(bool colour, int limit = int.MaxValue)
    {
        _colour = colour;
        _limit = limit;
    }

    /// <summary>Columns taken so far.</summary>
    public int Columns { get; private set; }

    public StyledLine Add(string text, Style style = Style.Plain)
    {
        int room = _limit - Columns;
        if (room <= 0 || text.Length == 0)
        {
            return this;
        }

        string shown = Printable(text.Length <= room ? text : text[..room]);
        Columns += shown.Length;
        if (!_colour || style == Style.Plain)
        {
            _text.Append(shown);
            return this;
        }

        _text.Append("\x1b[").Append(Code(style)).Append('m').Append(shown).Append("\x1b[0m");
        return this;
    }

    /// <summary>Adds <paramref name="text"/> padded to <paramref name="width"/> columns, to the right when it is negative.</summary>
    public StyledLine AddCell(string text, int width, Style style = Style.Plain)
    {
        string cell = width < 0 ? text.PadLeft(-width) : text.PadRight(width);
        return Add(cell, style);
    }

    public override string ToString() => _text.ToString();

    /// <summary>Names come out of shared memory: a control character in one must not reach the terminal.</summary>
    private static string Printable(string text)
    {
        foreach (char character in text)
        {
            if (char.IsControl(character))
            {
                return string.Create(text.Length, text, static (target, source) =>
                {
                    for (int i = 0; i < source.Length; i++)
                    {
                        target[i] = char.IsControl(source[i]) ? '?' : source[i];
                    }
                });
            }
        }

        return text;
    }

    private static string Code(Style style) => style switch
    {
        Style.Bold => "1",
        Style.Dim => "2",
        Style.Red => "31",
        Style.Green => "32",
        Style.Yellow => "33",
        Style.Cyan => "36",
        Style.Alarm => "1;97;41",
        _ => "0",
    };
}
