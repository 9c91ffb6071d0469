using UltraCascade.Feeds;
using UltraCascade.Journal;

namespace UltraCascade.Host.History;

/// <summary>Names behind the indices of records, each looked up once. A directory entry never changes.</summary>
internal sealed class EventNames
{
    private readonly Dictionary<(int Venue, int Instrument), string> _symbols = [];
    private readonly Dictionary<int, string> _instruments = [];
    private readonly Dictionary<int, string> _venues = [];

    public string Venue(JournalTables tables, int index) => Find(_venues, index, tables.VenueCode);

    public string Instrument(JournalTables tables, int index) => Find(_instruments, index, tables.InstrumentName);

    /// <summary>A symbol under which the venue may have listed the instrument.</summary>
    public string Symbol(JournalTables tables, int venue, int instrument)
    {
        if (!_symbols.TryGetValue((venue, instrument), out string? symbol))
        {
            symbol = NativeSymbols.Of(Venue(tables, venue), Instrument(tables, instrument));
            _symbols.Add((venue, instrument), symbol);
        }

        return symbol;
    }

    private static string Find(Dictionary<int, string> known, int index, Func<int, string> read)
    {
        if (!known.TryGetValue(index, out string? name))
        {
            name = read(index);
            known.Add(index, name);
        }

        return name;
    }
}
