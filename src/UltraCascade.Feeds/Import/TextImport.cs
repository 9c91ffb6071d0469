using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Takes one text in: finds its format by the header, reads its rows into the table, then judges their times and the time filter.
/// Errors are reported in the order of lines, those about a row's time relative to its neighbours after the others.
/// </summary>
internal sealed class TextImport
{
    private const int RowsPerReport = 65_536;

    private readonly string _name;
    private readonly TableBuilder _table;
    private readonly ImportOptions _options;
    private readonly Action<RowError> _onRejected;
    private readonly ImportCounts _counts;
    private readonly Action<long>? _onProgress;

    public TextImport(string name, TableBuilder table, ImportOptions options, ImportCounts counts, Action<RowError> onRejected, Action<long>? onProgress)
    {
        _name = name;
        _table = table;
        _options = options;
        _counts = counts;
        _onRejected = onRejected;
        _onProgress = onProgress;
    }

    /// <summary>Reads the whole of <paramref name="text"/>.</summary>
    public void Run(Stream text)
    {
        int begin = _table.Count;
        long rowsBefore = _counts.Rows;
        using var lines = new LineReader(text, _name);
        try
        {
            var cells = new CellSplitter();
            RowParser parser = ReadHeader(lines, cells, out int columns);
            ReadRows(lines, cells, parser, columns);
            JudgeTimes(begin, parser.TimeColumn);
        }
        catch (InvalidDataException e)
        {
            throw new FeedFileException(_name, $"{_name} is damaged or ends in the middle: its compressed data stopped making sense after {_counts.Rows - rowsBefore} rows. Fetch it again.", e);
        }
        catch (IOException e)
        {
            throw new FeedFileException(_name, $"{_name} cannot be read further after {_counts.Rows - rowsBefore} rows: {e.Message}", e);
        }
    }

    private RowParser ReadHeader(LineReader lines, CellSplitter cells, out int columns)
    {
        LineStatus status = lines.TryRead(out ReadOnlySpan<byte> line);
        if (status == LineStatus.End)
        {
            throw new FeedFileException(_name, $"{_name} is empty. {CsvHeader.Accepted}");
        }

        if (status == LineStatus.TooLong || !cells.TrySplit(line, out CsvRow row))
        {
            throw new FeedFileException(_name, $"{_name} has no header: its first line is not a line of column names. {CsvHeader.Accepted}");
        }

        CsvHeader header = CsvHeader.Parse(row);
        if (header.FindDuplicate() is { } twice)
        {
            throw new FeedFileException(_name, $"{_name} names the column '{twice}' twice. {CsvHeader.Accepted}");
        }

        columns = header.Count;
        return RowParser.For(header, _name, _table, _options)
            ?? throw new FeedFileException(_name, $"{_name} has an unknown header: {CellText.Show(line)}. {CsvHeader.Accepted}");
    }

    private void ReadRows(LineReader lines, CellSplitter cells, RowParser parser, int columns)
    {
        while (true)
        {
            LineStatus status = lines.TryRead(out ReadOnlySpan<byte> line);
            if (status == LineStatus.End)
            {
                return;
            }

            if (line.Trim(" \t"u8).IsEmpty && status == LineStatus.Line)
            {
                continue;
            }

            if (++_counts.Rows % RowsPerReport == 0)
            {
                _onProgress?.Invoke(_counts.Rows);
            }

            // The line number rides in the sequence, which has no meaning before a feed gives it one.
            var record = new EventRecord { Sequence = lines.LineNumber };
            RowFault fault = default;
            RowOutcome outcome = status == LineStatus.TooLong
                ? Reject(new RowFault("", $"the line is longer than {LineReader.MaxLineBytes} bytes"), out fault)
                : !cells.TrySplit(line, out CsvRow row)
                    ? Reject(new RowFault("", "a double quote is not closed or stands inside a cell"), out fault)
                    : row.Count != columns
                        ? Reject(new RowFault("", $"{row.Count} cells where the header has {columns}"), out fault)
                        : parser.Parse(row, ref record, out fault);
            switch (outcome)
            {
                case RowOutcome.Accepted:
                    _table.Append(record);
                    break;
                case RowOutcome.Rejected:
                    Report(lines.LineNumber, fault);
                    break;
                default:
                    _counts.SecondCopies++;
                    break;
            }
        }
    }

    private static RowOutcome Reject(RowFault why, out RowFault fault)
    {
        fault = why;
        return RowOutcome.Rejected;
    }

    private void JudgeTimes(int begin, string timeColumn)
    {
        Span<EventRecord> rows = _table.Records[begin..];
        long gapNs = RowParser.ToNs(_options.MaxGap);
        long fromNs = ToUnixNs(_options.From, long.MinValue);
        long toNs = ToUnixNs(_options.To, long.MaxValue);
        long lastNs = 0;
        int kept = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (TimePlausibility.Check(rows, i, gapNs, ref lastNs) is { } reason)
            {
                Report(rows[i].Sequence, new RowFault(timeColumn, reason));
            }
            else if (rows[i].ReceiveNs < fromNs || rows[i].ReceiveNs >= toNs)
            {
                _counts.Filtered++;
            }
            else
            {
                rows[kept] = rows[i];
                rows[kept++].Sequence = 0;
            }
        }

        _table.Truncate(begin + kept);
    }

    private void Report(long line, RowFault fault)
    {
        var error = new RowError(_name, line, fault.Column, fault.Reason);
        if (_options.Strict)
        {
            throw new FeedFileException(_name, $"{error}. Stopped there, as asked (--strict).");
        }

        _counts.Rejected++;
        _onRejected(error);
    }

    private static long ToUnixNs(DateTimeOffset? time, long otherwise)
    {
        if (time is not { } given)
        {
            return otherwise;
        }

        long ticks = given.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return ticks >= long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : ticks * TimeSpan.NanosecondsPerTick;
    }
}
