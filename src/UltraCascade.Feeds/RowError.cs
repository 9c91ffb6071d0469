namespace UltraCascade.Feeds;

/// <summary>One row that was not taken in. It was counted and skipped; the rest of its file is not affected.</summary>
/// <param name="File">File as it was named; for a zip, file and entry with an exclamation mark between them.</param>
/// <param name="Line">1-based line in the (decompressed) text, the header included.</param>
/// <param name="Column">Name of the column at fault; empty when the whole row is.</param>
/// <param name="Reason">What is wrong, with the offending text where it helps.</param>
public readonly record struct RowError(string File, long Line, string Column, string Reason)
{
    /// <summary>The form messages take: file, line, column and reason.</summary>
    public override string ToString() =>
        Column.Length == 0 ? $"{File}, line {Line}: {Reason}" : $"{File}, line {Line}, column {Column}: {Reason}";
}
