namespace UltraCascade.Ring;

/// <summary>
/// The slots of a ring, as a struct so that the JIT inlines the access. Slot index = sequence &amp; (capacity - 1).
/// <para>Access is plain and unchecked: order and bounds come from the sequences. The producer writes a slot between claim
/// and publish, a processor reads it (or writes its own part of it) once its barrier has passed it and before it releases its
/// own sequence. Anything else is a data race.</para>
/// </summary>
/// <typeparam name="T">Record: a value without references.</typeparam>
public interface IRingMemory<T>
    where T : unmanaged
{
    /// <summary>Number of slots, a power of two.</summary>
    long Capacity { get; }

    /// <summary>The slot of <paramref name="sequence"/>. Any value maps to some slot; no check is made.</summary>
    ref T this[long sequence] { get; }
}
