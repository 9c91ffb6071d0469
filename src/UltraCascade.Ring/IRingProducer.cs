namespace UltraCascade.Ring;

/// <summary>
/// What the producer's thread does with a ring, whatever the topology: claim, write the slots, publish. A struct around
/// <see cref="RingBuffer{T, TMemory, TWait}"/> or <see cref="FusedRing{T, TMemory, THandler}"/>, so that code generic over it
/// is compiled once for each, without an interface call.
/// </summary>
/// <typeparam name="T">Record.</typeparam>
public interface IRingProducer<T>
    where T : unmanaged
{
    /// <summary>Number of slots.</summary>
    long Capacity { get; }

    /// <summary>Highest published sequence.</summary>
    long Cursor { get; }

    /// <summary>
    /// Highest sequence whose slot nobody uses any more: every gating processor has handled it. What was stored because of
    /// it is visible (acquire).
    /// </summary>
    long Handled { get; }

    /// <summary>The first failure of a handler, or null.</summary>
    Exception? Fault { get; }

    /// <summary>The slot of a claimed sequence.</summary>
    ref T this[long sequence] { get; }

    /// <summary>Claims one sequence; <see cref="Sequence.Halted"/> if the ring was halted while it was full.</summary>
    long Next();

    /// <summary>Claims <paramref name="count"/> sequences, returns the highest or <see cref="Sequence.Halted"/>.</summary>
    long Next(int count);

    /// <summary>Claims <paramref name="count"/> sequences if they are free now.</summary>
    bool TryNext(int count, out long highest);

    /// <summary>Publishes one sequence.</summary>
    void Publish(long sequence);

    /// <summary>Publishes a batch.</summary>
    void Publish(long lowest, long highest);
}
