using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Repairs the latest table an earlier engine left. A slot that is still WRITING holds a torn frame: its version goes back to 0
/// ("never written") until the instrument is shown anew, with a version above every one it ever had.
/// </summary>
internal static unsafe class LatestRecovery
{
    /// <summary>Repairs, and returns the version that the next versions of repaired slots have to exceed.</summary>
    internal static long Run(MappedRegion region, out int repaired)
    {
        repaired = 0;
        long floor = 0;
        LatestSlot* slots = (LatestSlot*)(region.Start + region.Geometry.LatestOffset);
        for (int i = 0; i < region.Geometry.LatestCapacity; i++)
        {
            long version = slots[i].Version;
            if (WritingMark.IsSet(version))
            {
                floor = Math.Max(floor, WritingMark.Clear(version));

                // Release: pairs with the acquire in SignalReader.TryReadLatest and uc_read_latest.
                Volatile.Write(ref slots[i].Version, 0);
                repaired++;
            }
        }

        return floor;
    }
}
