using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>A table while it grows: records in the order of the files, and the names their indices stand for.</summary>
internal sealed class TableBuilder
{
    private readonly Dictionary<string, ushort> _byName = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Base, DirectoryFlags Flags)> _instruments = [("", "", DirectoryFlags.None)];
    private readonly SymbolCache _symbols = new();
    private readonly IReadOnlyDictionary<string, string> _map;
    private EventRecord[] _records = [];

    public TableBuilder(ImportOptions options)
    {
        foreach ((string symbol, string target) in options.InstrumentMap)
        {
            if (InstrumentNames.CheckMapping(symbol, target) is { } reason)
            {
                throw new ArgumentException(reason, nameof(options));
            }
        }

        _map = options.InstrumentMap;
        Venues = new VenueCodes(options.AllowedVenues);
    }

    public VenueCodes Venues { get; }

    public IReadOnlyList<(string Name, string Base, DirectoryFlags Flags)> Instruments => _instruments;

    public int Count { get; private set; }

    public Span<EventRecord> Records => _records.AsSpan(0, Count);

    /// <summary>What a symbol means; it gets no index in the table by this.</summary>
    public SymbolFacts Symbol(byte venue, ReadOnlySpan<byte> native) =>
        _symbols.Find(venue, native) ?? _symbols.Add(venue, native, Venues.Codes[venue], _map);

    /// <summary>Gives the symbol's instrument an index. False when the table has no free one.</summary>
    public bool TryIndex(SymbolFacts symbol)
    {
        if (symbol.Instrument != 0)
        {
            return true;
        }

        if (!_byName.TryGetValue(symbol.Name.Canonical, out ushort index))
        {
            if (_instruments.Count >= RegionLayout.MaxInstruments)
            {
                return false;
            }

            index = (ushort)_instruments.Count;
            _instruments.Add((symbol.Name.Canonical, symbol.Name.Base, symbol.Name.Flags));
            _byName.Add(symbol.Name.Canonical, index);
        }

        symbol.Instrument = index;
        return true;
    }

    public void Append(in EventRecord record)
    {
        if (Count == _records.Length)
        {
            Array.Resize(ref _records, Math.Max(4096, (int)Math.Min(2L * _records.Length, Array.MaxLength)));
        }

        _records[Count++] = record;
    }

    /// <summary>Keeps the first <paramref name="count"/> records.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>The records ordered by receive time, then file, then row. The builder is empty afterwards.</summary>
    public EventRecord[] TakeOrdered(out int count)
    {
        EventRecord[] records = _records;
        count = Count;
        _records = [];
        Count = 0;
        return RecordOrder.Sort(records, count);
    }
}
