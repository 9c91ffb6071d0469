using System.Text;

namespace UltraCascade.Host.Terminal;

/// <summary>
/// A block of lines that is redrawn in place at the lower end of a terminal. The cursor is hidden meanwhile and given back
/// by <see cref="Dispose"/>, also after Ctrl-C; what was drawn last stays in the scroll-back.
/// </summary>
internal sealed class LiveBlock : IDisposable
{
    private readonly StandardOutput _output;
    private readonly StringBuilder _frame = new();
    private int _drawn;

    public LiveBlock(StandardOutput output)
    {
        _output = output;
        _output.Write("\x1b[?25l");
    }

    /// <summary>Replaces the block. Lines are no wider than the terminal; more lines than it has rows are cut.</summary>
    public void Draw(IReadOnlyList<StyledLine> lines)
    {
        _frame.Clear();
        if (_drawn > 0)
        {
            _frame.Append("\x1b[").Append(_drawn).Append("A\r");
        }

        int count = Math.Min(lines.Count, TerminalFacts.Rows - 1);
        for (int i = 0; i < count; i++)
        {
            _frame.Append(lines[i]).Append("\x1b[K\n");
        }

        _frame.Append("\x1b[J");
        _drawn = count;
        _output.Write(_frame.ToString());
        _output.Flush();
    }

    public void Dispose()
    {
        try
        {
            _output.Write("\x1b[?25h");
            _output.Flush();
        }
        catch (OutputClosedException)
        {
            // The terminal is gone, and its cursor with it.
        }
    }
}
