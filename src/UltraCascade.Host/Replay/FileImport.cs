using UltraCascade.Feeds;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Terminal;

namespace UltraCascade.Host.Replay;

/// <summary>Reads the files of a replay and tells of every row that was not taken, the first few of them by line.</summary>
internal static class FileImport
{
    private const int RowsShown = 10;

    /// <exception cref="FeedFileException">A file cannot be taken in at all.</exception>
    public static LiquidationTable Load(IReadOnlyList<string> files, ImportOptions options, VerbContext context)
    {
        Messages messages = context.Messages;
        long rejected = 0;
        using ProgressLine progress = new("reading", "rows", !messages.Quiet);
        try
        {
            LiquidationTable table = LiquidationTable.Load(files, options, OnRejected, OnProgress);
            if (rejected > RowsShown && !context.Verbose)
            {
                messages.Say($"… and {rejected - RowsShown:#,0} more rows skipped; --verbose shows each.");
            }

            if (table.Count == 0)
            {
                messages.Say($"No liquidation was taken in: {table.Rejected:#,0} rows were rejected and {table.Filtered:#,0} lie outside --from and --to.");
            }

            return table;
        }
        catch (ArgumentException exception)
        {
            throw new VerbException(exception.Message, ExitCode.Usage, exception);
        }

        void OnRejected(RowError row)
        {
            rejected++;
            if (rejected <= RowsShown || context.Verbose)
            {
                string column = row.Column.Length > 0 ? $"{row.Column}: " : "";
                messages.Say($"{row.File}:{row.Line}: {column}{row.Reason}; row skipped");
            }
        }

        void OnProgress(long rows)
        {
            context.Token.ThrowIfCancellationRequested();
            progress.Show(rows, 0);
        }
    }
}
