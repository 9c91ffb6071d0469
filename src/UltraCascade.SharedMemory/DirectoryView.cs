using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The reader's side of the instrument directory and venue table of a region. An entry that is committed never changes, so one
/// acquire is enough. Indices are checked against the geometry of the open, not against what the header says now.
/// </summary>
internal readonly unsafe struct DirectoryView
{
    private readonly InstrumentEntry* _instruments;
    private readonly VenueEntry* _venues;
    private readonly int _instrumentCapacity;
    private readonly int _venueCapacity;

    internal DirectoryView(MappedRegion region)
    {
        _instruments = (InstrumentEntry*)(region.Start + region.Geometry.InstrumentsOffset);
        _venues = (VenueEntry*)(region.Start + region.Geometry.VenuesOffset);
        _instrumentCapacity = region.Geometry.InstrumentCapacity;
        _venueCapacity = region.Geometry.VenueCapacity;
    }

    internal int InstrumentCapacity => _instrumentCapacity;

    internal bool HasInstrument(int index) =>
        (uint)index < (uint)_instrumentCapacity

        // Acquire: pairs with the release in InstrumentDirectory.Add and uc_feed_add_instrument.
        && Volatile.Read(ref _instruments[index].Committed) == (ulong)index + 1;

    internal bool TryGetInstrument(int index, out InstrumentEntry entry)
    {
        bool isThere = HasInstrument(index);
        entry = isThere ? _instruments[index] : default;
        return isThere;
    }

    internal bool TryGetVenue(int index, out VenueEntry entry)
    {
        // Acquire: pairs with the release in VenueTable.Add and uc_feed_add_venue.
        bool isThere = (uint)index < (uint)_venueCapacity
            && Volatile.Read(ref _venues[index].Committed) == (ulong)index + 1;
        entry = isThere ? _venues[index] : default;
        return isThere;
    }
}
