using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// The liquidations of one or several files (or of a generated scenario), and market data beside them, as records ready for a feed,
/// ordered by receive time, then file, then row. Instrument and venue indices are the table's own: <see cref="Instruments"/> and <see cref="Venues"/>.
/// </summary>
public sealed class LiquidationTable
{
    private readonly EventRecord[] _records;
    private readonly int _count;

    internal LiquidationTable(TableBuilder builder, ImportCounts counts)
    {
        _records = builder.TakeOrdered(out _count);
        Instruments = builder.Instruments;
        Venues = builder.Venues.Codes;
        Rejected = counts.Rejected;
        Filtered = counts.Filtered;
        SecondCopies = counts.SecondCopies;
        (Count, Unmapped) = CountLiquidations();
    }

    /// <summary>Other records under the names of <paramref name="original"/>, in any order.</summary>
    internal LiquidationTable(LiquidationTable original, EventRecord[] records)
    {
        _records = RecordOrder.Sort(records, records.Length);
        _count = records.Length;
        Instruments = original.Instruments;
        Venues = original.Venues;
        Rejected = original.Rejected;
        Filtered = original.Filtered;
        SecondCopies = original.SecondCopies;
        (Count, Unmapped) = CountLiquidations();
    }

    /// <summary>Liquidations accepted.</summary>
    public long Count { get; }

    /// <summary>Records of market data accepted: prices, open interest, funding rates, depths.</summary>
    public long MarketCount => _count - Count;

    /// <summary>Rows that were not taken in; each was reported.</summary>
    public long Rejected { get; }

    /// <summary>Good rows outside <see cref="ImportOptions.From"/> and <see cref="ImportOptions.To"/>.</summary>
    public long Filtered { get; }

    /// <summary>Second copies that a format writes of each row (Binance's liquidationSnapshot), dropped.</summary>
    public long SecondCopies { get; }

    /// <summary>Accepted liquidations of instruments that are in no mapping table.</summary>
    public long Unmapped { get; }

    /// <summary>
    /// The records, in order: <see cref="Count"/> liquidations and <see cref="MarketCount"/> of market data. Kind, receive and exchange
    /// time, amount, value (0 = not known), id (0 = none), side, instrument and venue are set; everything else is zero.
    /// </summary>
    public ReadOnlySpan<EventRecord> Records => _records.AsSpan(0, _count);

    /// <summary>Instruments by index; index 0 is unused.</summary>
    public IReadOnlyList<(string Name, string Base, DirectoryFlags Flags)> Instruments { get; }

    /// <summary>Venue codes by index; index 0 is empty, the fixed venues come first.</summary>
    public IReadOnlyList<string> Venues { get; }

    /// <summary>
    /// A table of the same instruments and venues with other records, whose indices are this table's. They are brought into the order of their
    /// receive times; equal times keep their order.
    /// </summary>
    public LiquidationTable With(ReadOnlySpan<EventRecord> records) => new(this, records.ToArray());

    /// <summary>
    /// Reads files of any accepted format, plain, gzip or zip, liquidations and market data in any mixture. Notionals become integer micro-dollars by exact decimal arithmetic,
    /// rounded half away from zero; prices the nearest double. Allocates nothing per row beyond the table itself.
    /// </summary>
    /// <param name="files">Paths, in the order that decides between rows of equal receive time.</param>
    /// <param name="options">What is accepted.</param>
    /// <param name="onRejected">Called for each bad row.</param>
    /// <param name="onProgress">Called now and then, and at the end, with the number of rows read.</param>
    /// <exception cref="FeedFileException">A file cannot be taken in at all, or a row is bad under <see cref="ImportOptions.Strict"/>.</exception>
    /// <exception cref="ArgumentException">An allowed venue or an addition to the instrument table is malformed.</exception>
    public static LiquidationTable Load(
        IReadOnlyList<string> files, ImportOptions options, Action<RowError> onRejected, Action<long>? onProgress = null)
    {
        var builder = new TableBuilder(options);
        var counts = new ImportCounts();
        foreach (string file in files)
        {
            FeedFile.ForEachText(file, (name, text) => new TextImport(name, builder, options, counts, onRejected, onProgress).Run(text));
        }

        onProgress?.Invoke(counts.Rows);
        return new LiquidationTable(builder, counts);
    }

    private (long Liquidations, long Unmapped) CountLiquidations()
    {
        long liquidations = 0;
        long unmapped = 0;
        foreach (ref readonly EventRecord record in Records)
        {
            bool counts = record.Kind == RecordKind.Liquidation;
            liquidations += counts ? 1 : 0;
            unmapped += counts && (Instruments[record.Instrument].Flags & DirectoryFlags.Unmapped) != 0 ? 1 : 0;
        }

        return (liquidations, unmapped);
    }
}
