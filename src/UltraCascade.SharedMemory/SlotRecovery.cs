using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// What an owner finds in the slots its predecessor left. The predecessor may have died between any two stores, so the cursor
/// may be behind the slots, and one slot may be half written:
/// <code>
/// slot says            then
/// 0                    never written, or repaired earlier
/// n                    whole; the cursor goes up to n if it was behind
/// WRITING | n          half written: set to 0 and counted; n was never whole for anybody and is written again
/// </code>
/// </summary>
internal static unsafe class SlotRecovery
{
    /// <summary>
    /// Looks at every slot of a region this process owns, repairs, and returns the highest sequence that is whole or that the cursor names.
    /// </summary>
    /// <exception cref="RegionException">A sequence stands in a slot where its writer cannot have put it.</exception>
    internal static long Run(MappedRegion region, int slotBytes, out int repaired)
    {
        repaired = 0;
        long cursor = region.HeaderPointer->Cursor;
        long count = region.Geometry.SlotCount;
        if (cursor is < 0 or > long.MaxValue / 2)
        {
            throw Corrupt(region, $"its cursor is {cursor}");
        }

        long highest = cursor;
        byte* slots = region.Start + region.Geometry.SlotsOffset;
        for (long i = 0; i < count; i++)
        {
            ref long sequence = ref *(long*)(slots + i * slotBytes);
            long stored = sequence;
            if (stored == 0)
            {
                continue;
            }

            long number = WritingMark.Clear(stored);
            if ((number & (count - 1)) != i)
            {
                throw Corrupt(region, $"slot {i} of {count} has sequence {number}");
            }

            if (WritingMark.IsSet(stored))
            {
                Volatile.Write(ref sequence, 0);
                repaired++;
            }
            else
            {
                highest = Math.Max(highest, number);
            }
        }

        RequireWhole(region, slots, slotBytes, Math.Max(cursor, highest - count), highest);

        // Release: pairs with the acquire of the cursor in the readers, which must see the repairs before it.
        Volatile.Write(ref region.HeaderPointer->Cursor, highest);
        return highest;
    }

    // A cursor that is stored now and then is behind by whatever was written since, all of which is there.
    private static void RequireWhole(MappedRegion region, byte* slots, int slotBytes, long after, long highest)
    {
        long mask = region.Geometry.SlotCount - 1;
        for (long n = after + 1; n <= highest; n++)
        {
            if (*(long*)(slots + ((n & mask) * slotBytes)) != n)
            {
                throw Corrupt(region, $"it has sequence {highest} but not {n} before it, while the cursor is {after}");
            }
        }
    }

    private static RegionException Corrupt(MappedRegion region, string reason) => new(region.Path, RegionStatus.Corrupt,
        $"{region.Path} exists and cannot be continued: {reason}. {RegionAdvice.ForOwner(RegionStatus.Corrupt)}");
}
