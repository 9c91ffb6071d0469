using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>The writer's side of a venue table: as <see cref="InstrumentDirectory"/>, small enough to be searched in a line. One thread.</summary>
internal sealed unsafe class VenueTable
{
    private readonly VenueEntry* _entries;
    private readonly int _capacity;

    internal VenueTable(MappedRegion region)
    {
        _entries = (VenueEntry*)(region.Start + region.Geometry.VenuesOffset);

        // A venue's bit in the frame's mask is the limit, whatever the table holds.
        _capacity = Math.Min(region.Geometry.VenueCapacity, Venue.Capacity);
    }

    /// <summary>Writes the venues every region knows, each at its fixed index. For a region that is being made.</summary>
    internal static void FillFixed(MappedRegion region)
    {
        VenueEntry* entries = (VenueEntry*)(region.Start + region.Geometry.VenuesOffset);
        for (int i = 1; i < Venue.Codes.Length; i++)
        {
            _ = FixedText.TryWrite(Venue.Codes[i], entries[i].Code);
            Volatile.Write(ref entries[i].Committed, (ulong)i + 1);
        }
    }

    /// <summary>Copies a region's venues into a new one, each to its index.</summary>
    internal static void Copy(MappedRegion old, MappedRegion created)
    {
        VenueTable target = new(created);
        VenueEntry* entries = (VenueEntry*)(old.Start + old.Geometry.VenuesOffset);
        for (int i = Venue.FirstFree; i < Math.Min(old.Geometry.VenueCapacity, Venue.Capacity) && entries[i].Committed != 0; i++)
        {
            _ = target.Add(in entries[i]);
        }
    }

    /// <summary>Index of the venue with this code, appended if it is new; -1 when the table is full or the code is empty. Allocates nothing.</summary>
    internal int Add(in VenueEntry entry)
    {
        VenueEntry added = entry;
        InstrumentDirectory.Normalise(added.Code);
        int free = -1;
        for (int i = 1; i < _capacity; i++)
        {
            if (_entries[i].Committed == 0)
            {
                free = free < 0 && i >= Venue.FirstFree ? i : free;
            }
            else if (((ReadOnlySpan<byte>)_entries[i].Code).SequenceEqual(added.Code))
            {
                return i;
            }
        }

        if (free < 0 || added.Code[0] == 0)
        {
            return -1;
        }

        _entries[free].Code = added.Code;

        // Release: pairs with the acquire in DirectoryView.TryGetVenue and uc_get_venue.
        Volatile.Write(ref _entries[free].Committed, (ulong)free + 1);
        return free;
    }
}
