using UltraCascade.Engine.Recovery;
using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>The records that survived in the ring, from a sequence on. They stay where they are.</summary>
internal sealed class RingRecords(RingRegion ring, long first)
{
    private readonly AddressRingMemory<EventRecord> _slots = new(ring.SlotsAddress, ring.SlotCount);
    private long _next = Math.Max(first, ring.LowestRecovered);

    /// <summary>As <see cref="IStoredRecords.Read"/>.</summary>
    public int Read(Span<EventRecord> records)
    {
        int count = 0;
        while (count < records.Length && _next <= ring.RecoveredCursor)
        {
            records[count++] = _slots[_next++];
        }

        return count;
    }
}
