namespace UltraCascade.Feeds;

/// <summary>The cells of one line; valid until the next line is read.</summary>
internal readonly ref struct CsvRow
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<int> _bounds;

    public CsvRow(ReadOnlySpan<byte> text, ReadOnlySpan<int> bounds, int count)
    {
        _text = text;
        _bounds = bounds;
        Count = count;
    }

    /// <summary>Number of cells.</summary>
    public int Count { get; }

    /// <summary>A cell without its quotes and outer blanks; a negative index (column not in the file) is an empty cell.</summary>
    public ReadOnlySpan<byte> this[int cell] => cell < 0 ? default : _text[_bounds[2 * cell].._bounds[(2 * cell) + 1]];
}

/// <summary>
/// Splits a line at its commas. Cells in double quotes may hold commas and doubled quotes (RFC 4180), but not line ends: a row
/// is a line.
/// </summary>
internal sealed class CellSplitter
{
    /// <summary>Cells beyond this are counted, not kept.</summary>
    public const int MaxCells = 64;

    private readonly int[] _bounds = new int[2 * MaxCells];
    private readonly byte[] _unquoted = new byte[LineReader.MaxLineBytes];

    /// <summary>False when a quote is not closed or stands in the middle of a cell.</summary>
    public bool TrySplit(ReadOnlySpan<byte> line, out CsvRow row) =>
        line.Contains((byte)'"') ? TrySplitQuoted(line, out row) : SplitPlain(line, out row);

    private bool SplitPlain(ReadOnlySpan<byte> line, out CsvRow row)
    {
        int count = 0;
        int begin = 0;
        for (int at = 0; at <= line.Length; at++)
        {
            if (at == line.Length || line[at] == (byte)',')
            {
                Keep(line, count++, begin, at);
                begin = at + 1;
            }
        }

        row = new CsvRow(line, _bounds, count);
        return true;
    }

    private bool TrySplitQuoted(ReadOnlySpan<byte> line, out CsvRow row)
    {
        row = default;
        int count = 0;
        int written = 0;
        int at = 0;
        do
        {
            int begin = written;
            while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
            {
                at++;
            }

            if (at < line.Length && line[at] == (byte)'"')
            {
                if (!TryCopyQuoted(line, ref at, ref written))
                {
                    return false;
                }
            }
            else
            {
                while (at < line.Length && line[at] != (byte)',')
                {
                    if (line[at] == (byte)'"')
                    {
                        return false;
                    }

                    _unquoted[written++] = line[at++];
                }
            }

            Keep(_unquoted, count++, begin, written);
        }
        while (at++ < line.Length);

        row = new CsvRow(_unquoted, _bounds, count);
        return true;
    }

    /// <summary>Copies a cell in quotes; afterwards <paramref name="at"/> is on the comma or at the end.</summary>
    private bool TryCopyQuoted(ReadOnlySpan<byte> line, ref int at, ref int written)
    {
        for (at++; at < line.Length; at++)
        {
            if (line[at] == (byte)'"')
            {
                if (at + 1 < line.Length && line[at + 1] == (byte)'"')
                {
                    at++;
                }
                else
                {
                    at++;
                    while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
                    {
                        at++;
                    }

                    return at == line.Length || line[at] == (byte)',';
                }
            }

            _unquoted[written++] = line[at];
        }

        return false;
    }

    private void Keep(ReadOnlySpan<byte> text, int cell, int begin, int end)
    {
        if (cell >= MaxCells)
        {
            return;
        }

        while (begin < end && text[begin] is (byte)' ' or (byte)'\t')
        {
            begin++;
        }

        while (end > begin && text[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }

        _bounds[2 * cell] = begin;
        _bounds[(2 * cell) + 1] = end;
    }
}
