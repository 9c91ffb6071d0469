using System.Text;

namespace UltraCascade.Feeds;

/// <summary>A cell as a message shows it: in quotes, short, and without characters that could disturb a terminal.</summary>
internal static class CellText
{
    private const int MaxChars = 40;

    public static string Show(ReadOnlySpan<byte> cell)
    {
        var text = new StringBuilder(MaxChars + 4).Append('\'');
        foreach (char c in Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 4 * MaxChars)]))
        {
            if (text.Length > MaxChars)
            {
                text.Append('…');
                break;
            }

            text.Append(char.IsControl(c) ? '?' : c);
        }

        return text.Append('\'').ToString();
    }
}
