using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>The records that survived in the ring. They stay where they are.</summary>
internal sealed class RingRecords(RingRegion ring) : ISurvivingRecords
{
    private readonly AddressRingMemory<EventRecord> _slots = new(ring.SlotsAddress, ring.SlotCount);
    private long _next = ring.LowestRecovered;

    /// <inheritdoc/>
    public long First => ring.LowestRecovered;

    /// <inheritdoc/>
    public string Name => "the ring";

    /// <inheritdoc/>
    public bool IsBehindHole => false;

    /// <inheritdoc/>
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
