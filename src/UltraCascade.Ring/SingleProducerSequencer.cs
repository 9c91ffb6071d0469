using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// Claims and publishes sequences for one producer thread. A slot is reused only when every gating sequence has passed the
/// record that is in it.
/// <code>
/// gating ≤ cursor ≤ claimed ≤ gating + capacity
/// producer: claim (acquire gating) → write slots (plain) → publish (release cursor) [→ fence, wake]
/// consumer: acquire cursor → read slots (plain) → release its sequence (= gating)
/// </code>
/// Claim and publish belong to the producer's thread; gating sequences are added before it starts.
/// </summary>
/// <typeparam name="TWait">Wait strategy of the consumers.</typeparam>
public sealed class SingleProducerSequencer<TWait>
    where TWait : struct, IWaitStrategy
{
    private readonly Sequence _cursor;
    private readonly HaltPoint _halt;
    private readonly long _capacity;
    private readonly TWait _wait;
    private Sequence[] _gating = [];
    private ProducerState _state;

    /// <summary>
    /// Creates a sequencer over <paramref name="capacity"/> slots that stands at <paramref name="initialCursor"/>: the first
    /// claim is the one after. <paramref name="ringHalt"/> ends a wait for capacity, as <see cref="Halt"/> does.
    /// </summary>
    public SingleProducerSequencer(long capacity, TWait wait, long initialCursor = Sequence.Initial, HaltPoint? ringHalt = null)
    {
        if (!long.IsPow2(capacity))
        {
            throw new ArgumentException($"The capacity must be a power of two, not {capacity}.", nameof(capacity));
        }

        _cursor = new Sequence(initialCursor);
        _halt = new HaltPoint(ringHalt);
        _capacity = capacity;
        _wait = wait;
        _state.Claimed = initialCursor;
        _state.CachedGating = initialCursor;
    }

    /// <summary>Highest published sequence. Written by the producer with release, followed by consumers with acquire.</summary>
    public Sequence Cursor => _cursor;

    /// <summary>Number of slots.</summary>
    public long Capacity => _capacity;

    /// <summary>Highest claimed sequence. Producer's thread only.</summary>
    public long ClaimedSequence => _state.Claimed;

    /// <summary>Slots that could be claimed now. Producer's thread only.</summary>
    public long RemainingCapacity => _capacity - (_state.Claimed - SlowestGating());

    /// <summary>
    /// Adds sequences that the producer must not overtake by more than the capacity: those of the last processors. Before the
    /// producer's first claim; a sequencer without any overwrites freely.
    /// </summary>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences)
    {
        _gating = [.. _gating, .. sequences];
        _state.CachedGating = SlowestGating();
    }

    /// <summary>Claims the next sequence, waiting for a free slot. <see cref="Sequence.Halted"/> if a halt ended the wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next()
    {
        long next = _state.Claimed + 1;
        if (next - _capacity > _state.CachedGating)
        {
            return ClaimWhenFree(next);
        }

        _state.Claimed = next;
        return next;
    }

    /// <summary>
    /// Claims <paramref name="count"/> sequences (1 … capacity) and returns the highest, waiting for free slots.
    /// <see cref="Sequence.Halted"/> if a halt ended the wait; then nothing is claimed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(int count)
    {
        CheckCount(count);
        long next = _state.Claimed + count;
        if (next - _capacity > _state.CachedGating)
        {
            return ClaimWhenFree(next);
        }

        _state.Claimed = next;
        return next;
    }

    /// <summary>
    /// Claims <paramref name="count"/> sequences (1 … capacity) if they are free now; <paramref name="highest"/> is the
    /// highest. Never waits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(int count, out long highest)
    {
        CheckCount(count);
        highest = _state.Claimed + count;
        if (highest - _capacity > _state.CachedGating && !IsFreeAfterRefresh(highest))
        {
            return false;
        }

        _state.Claimed = highest;
        return true;
    }

    /// <summary>
    /// Publishes everything claimed up to <paramref name="sequence"/>. Release: pairs with the acquire in
    /// <see cref="DependentSequenceGroup.Value"/>. No fence unless the wait strategy parks threads.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence)
    {
        AssertPublishable(sequence);
        _cursor.SetValue(sequence);
        if (TWait.NeedsSignal)
        {
            _wait.SignalAllWhenBlocking();
        }
    }

    /// <summary>Publishes the batch <paramref name="lowest"/> … <paramref name="highest"/> with one store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long lowest, long highest)
    {
        Debug.Assert(lowest == _cursor.PlainValue + 1, "A batch is published in the order of its claim.");
        Publish(highest);
    }

    /// <summary>Ends a wait for capacity, now and for good. Any thread; the producer sees it within a millisecond.</summary>
    public void Halt() => _halt.HaltNow();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ClaimWhenFree(long next)
    {
        CapacityWait wait = default;
        while (!IsFreeAfterRefresh(next))
        {
            if (_halt.IsReached(next))
            {
                return Sequence.Halted;
            }

            wait.Once();
        }

        _state.Claimed = next;
        AssertInvariants();
        return next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsFreeAfterRefresh(long next)
    {
        _state.CachedGating = SlowestGating();
        return next - _capacity <= _state.CachedGating;
    }

    // Acquire: pairs with the release by which a processor gives its slots back, so that its reads of a slot are over before
    // this thread's writes to it begin.
    private long SlowestGating()
    {
        long slowest = _state.Claimed;
        foreach (Sequence gating in _gating)
        {
            slowest = Math.Min(slowest, gating.Value);
        }

        return slowest;
    }

    private void CheckCount(int count)
    {
        if (count < 1 || count > _capacity)
        {
            ThrowCount(count);
        }
    }

    private void ThrowCount(int count)
        => throw new ArgumentOutOfRangeException(nameof(count), count, $"A claim takes 1 to {_capacity} slots.");

    [Conditional("DEBUG")]
    private void AssertPublishable(long sequence)
    {
        Debug.Assert(sequence > _cursor.PlainValue, "A sequence is published once, in order.");
        Debug.Assert(sequence <= _state.Claimed, "A sequence is claimed before it is published.");
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_cursor.PlainValue <= _state.Claimed, "The cursor does not pass the claim.");
        Debug.Assert(_state.CachedGating <= _state.Claimed, "No consumer passes the claim.");
        Debug.Assert(_gating.Length == 0 || _state.Claimed - _state.CachedGating <= _capacity, "No slot is claimed twice.");
    }
}
