namespace UltraCascade.Ring;

/// <summary>
/// The last sequence that may still be worked on: one number for "go on" (no limit), "stop after n" and "stop at once".
/// It only ever falls, so there is no flag to clear and nothing to race with. Halt points form a tree of two levels: the
/// ring's own, which a fault or a shutdown closes for everybody, and one below it for each barrier and the producer.
/// <para>Any thread lowers it; the waiting thread reads it between two looks at what it waits for, and a processor once for
/// each batch. Lowering it does not wake a parked thread: whoever lowers it signals the wait strategy afterwards.</para>
/// </summary>
public sealed class HaltPoint
{
    // Itself for a root, so that reading the limit takes neither a branch nor a call.
    private readonly HaltPoint _root;
    private long _limit = long.MaxValue;

    /// <summary>Creates an open root, or an open halt point below <paramref name="root"/>, whose limit applies too.</summary>
    /// <exception cref="ArgumentException"><paramref name="root"/> is below another one itself.</exception>
    public HaltPoint(HaltPoint? root = null)
    {
        _root = root ?? this;
        if (_root._root != _root)
        {
            throw new ArgumentException("Halt points have two levels: this one is not a root.", nameof(root));
        }
    }

    /// <summary>
    /// The last sequence that may be worked on, -1 = none, <see cref="long.MaxValue"/> = no limit. Acquire: pairs with the
    /// full fence in <see cref="HaltAfter"/>, so the reason for the halt (a fault) is visible with it.
    /// </summary>
    public long Limit => Math.Min(Volatile.Read(ref _limit), Volatile.Read(ref _root._limit));

    /// <summary>Whether <paramref name="sequence"/> must not be worked on any more.</summary>
    public bool IsReached(long sequence) => sequence > Limit;

    /// <summary>Lets everything up to <paramref name="sequence"/> be worked on and nothing after it. Keeps a lower limit.</summary>
    public void HaltAfter(long sequence)
    {
        long seen = Volatile.Read(ref _limit);
        while (sequence < seen)
        {
            long found = Interlocked.CompareExchange(ref _limit, sequence, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>Lets nothing further be worked on.</summary>
    public void HaltNow() => HaltAfter(-1);
}
