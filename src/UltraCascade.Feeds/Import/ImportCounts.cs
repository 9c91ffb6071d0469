namespace UltraCascade.Feeds;

/// <summary>What an import has counted so far, over all its files.</summary>
internal sealed class ImportCounts
{
    public long Rows { get; set; }

    public long Rejected { get; set; }

    public long Filtered { get; set; }

    public long SecondCopies { get; set; }
}
