using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// What the slots of a ring prove after its writer died. It stores record and provenance first and the slot's sequence last, without a mark:
/// <code>
/// slot of n           whole, for every n up to the newest
/// slot of newest + 1  may have a new payload under the old sequence: not believed
/// after another boot  the file may be any mixture of old and new pages: no slot is believed
/// </code>
/// </summary>
internal static unsafe class RingRecovery
{
    /// <summary>Lowest sequence from which on everything up to <paramref name="cursor"/> is whole; cursor + 1 when nothing is.</summary>
    internal static long LowestWhole(MappedRegion region, long cursor)
    {
        if (region.Previous is { State: not RegionState.None, IsOfThisBoot: false })
        {
            return cursor + 1;
        }

        long mask = region.Geometry.SlotCount - 1;
        EventRecord* slots = Slots(region);
        long lowest = cursor + 1;
        while (lowest > 1 && cursor - lowest + 2 <= mask && slots[(lowest - 1) & mask].Sequence == lowest - 1)
        {
            lowest--;
        }

        return lowest;
    }

    /// <summary>For each feed the highest position that the records prove for the file it is now.</summary>
    internal static long[] Positions(MappedRegion region, long lowest, long cursor)
    {
        long[] positions = new long[region.Geometry.FeedCapacity];
        long mask = region.Geometry.SlotCount - 1;
        FeedEntry* feeds = (FeedEntry*)(region.Start + region.Geometry.FeedsOffset);
        Provenance* origins = Origins(region);
        for (long n = lowest; n <= cursor; n++)
        {
            Provenance origin = origins[n & mask];
            if ((uint)origin.Feed < (uint)positions.Length && n > feeds[origin.Feed].AttachedAfter)
            {
                positions[origin.Feed] = Math.Max(positions[origin.Feed], origin.FeedPosition);
            }
        }

        return positions;
    }

    /// <summary>The newest sequence now. The sequencer's thread; the header's cursor is some milliseconds behind.</summary>
    internal static long Newest(MappedRegion region)
    {
        long mask = region.Geometry.SlotCount - 1;
        EventRecord* slots = Slots(region);
        long newest = region.HeaderPointer->Cursor;
        while (slots[(newest + 1) & mask].Sequence == newest + 1)
        {
            newest++;
        }

        return newest;
    }

    /// <summary>Copies the newest records into a ring of another size: they may be nowhere else.</summary>
    internal static void CarryOver(MappedRegion old, MappedRegion created, long cursor)
    {
        long mask = created.Geometry.SlotCount - 1;
        long oldMask = old.Geometry.SlotCount - 1;
        long lowest = Math.Max(LowestWhole(old, cursor), cursor - mask);
        for (long n = lowest; n <= cursor; n++)
        {
            Slots(created)[n & mask] = Slots(old)[n & oldMask];
            Origins(created)[n & mask] = Origins(old)[n & oldMask];
        }
    }

    private static EventRecord* Slots(MappedRegion region) => (EventRecord*)(region.Start + region.Geometry.SlotsOffset);

    private static Provenance* Origins(MappedRegion region) => (Provenance*)(region.Start + region.Geometry.ProvenanceOffset);
}
