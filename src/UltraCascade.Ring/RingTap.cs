namespace UltraCascade.Ring;

/// <summary>
/// A follower outside the graph: it reads what is published on a thread of its own, and the producer may be ahead of it by the capacity
/// at most, whatever the topology. Made before the ring, bound to it by whoever builds the graph.
/// <code>
/// follower   acquire Cursor → read slots (plain) → release Sequence
/// producer   acquire Sequence before it claims a slot again (one compare against a cached value, as long as there is room)
/// </code>
/// </summary>
public sealed class RingTap
{
    private Sequence? _cursor;
    private IFaultSink? _faults;
    private bool _hasFailed;

    /// <summary>Creates a follower that has seen everything up to <paramref name="position"/>.</summary>
    public RingTap(long position)
    {
        Sequence = new Sequence(position);
    }

    /// <summary>How far the follower has come: gates the producer.</summary>
    public Sequence Sequence { get; }

    /// <summary>Whether there is a ring to follow.</summary>
    public bool IsBound => Volatile.Read(ref _cursor) is not null;

    /// <summary>Highest published sequence, acquired; the follower's own before the tap is bound.</summary>
    public long Cursor => (Volatile.Read(ref _cursor) ?? Sequence).Value;

    /// <summary>Binds the tap. Before the producer's first claim, once.</summary>
    public void Bind(Sequence cursor, IFaultSink faults)
    {
        if (IsBound)
        {
            throw new InvalidOperationException("A tap follows one ring.");
        }

        _faults = faults;

        // Release: who sees the cursor sees where failures go.
        Volatile.Write(ref _cursor, cursor);
    }

    /// <summary>Stops the ring: the follower cannot go on, and nobody may go on without it. Any thread.</summary>
    public void Fail(Exception reason)
    {
        HasFailed = true;
        _faults?.Report(reason);
    }

    /// <summary>Whether <see cref="Fail"/> was called. Any thread.</summary>
    public bool HasFailed
    {
        get => Volatile.Read(ref _hasFailed);
        private set => Volatile.Write(ref _hasFailed, value);
    }
}
