using System.Runtime.InteropServices;

namespace UltraCascade.Ring;

/// <summary>What only the producer's thread reads and writes, away from everything that other threads read.</summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * Sequence.PaddingBytes) + (2 * sizeof(long)))]
internal struct ProducerState
{
    /// <summary>Highest claimed sequence; at least the cursor.</summary>
    [FieldOffset(Sequence.PaddingBytes)] public long Claimed;

    /// <summary>The slowest gating sequence when it was last looked at: a lower bound, so a full ring is never overlooked.</summary>
    [FieldOffset(Sequence.PaddingBytes + sizeof(long))] public long CachedGating;
}
