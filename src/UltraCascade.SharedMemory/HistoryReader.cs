using System.Diagnostics;
using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Reads the history of a <see cref="SignalReader"/> in sequence. It never slows the writer; when the writer is a whole ring ahead,
/// the frames missed are counted exactly. The protocol stands above <see cref="SignalWriter"/>. Wanted n, the slot says:
/// <code>
/// n                              copy, look again
/// WRITING|n, or less, cursor &lt; n   not yet
/// less, cursor >= n              n is not in this file (made anew with another size): lost 1
/// more (marked or not)           lapped: on to the oldest frame that is safe, an eighth of the ring ahead of the writer
/// </code>
/// One thread; lives no longer than its reader.
/// </summary>
public sealed unsafe class HistoryReader
{
    private const int MarginDivisor = 8;

    private readonly SignalReader _reader;
    private readonly long _mask;
    private long _next;

    internal HistoryReader(SignalReader reader, long slotCount, long next)
    {
        _reader = reader;
        _mask = slotCount - 1;
        _next = next;
        AssertInvariants();
    }

    /// <summary>Sequence that is read next.</summary>
    public long Next => _next;

    /// <summary>Frames that were gone before they could be read, in total.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// Copies the next frame and moves on (<see cref="ReadStatus.Ok"/>), or says why there is none. After
    /// <see cref="ReadStatus.Lapped"/> the loss is in <see cref="Lost"/> and the next call reads on. Allocates nothing.
    /// </summary>
    public ReadStatus TryRead(out SignalFrame frame)
    {
        long next = _next;
        SignalFrame* slot = _reader.History + (next & _mask);

        // Acquire: pairs with the release in SignalWriter.AppendHistory.
        if (Volatile.Read(ref slot->Sequence) == next)
        {
            frame = *slot;

            // Load-load: the second look at the sequence comes after the copy. Pairs with the write barrier in
            // SignalWriter.AppendHistory.
            Volatile.ReadBarrier();
            if (Volatile.Read(ref slot->Sequence) == next)
            {
                _next = next + 1;
                return ReadStatus.Ok;
            }
        }

        frame = default;
        return WhyNot(slot);
    }

    /// <summary>
    /// Waits until <see cref="TryRead"/> has something to say, at most <paramref name="timeout"/>. False when nothing came. Sleeps on
    /// the notify word; the writer's hot loop does not know.
    /// </summary>
    public bool Wait(TimeSpan timeout)
    {
        long deadlineNs = SignalReader.DeadlineNs(timeout);
        while (true)
        {
            // The word is taken before the cursor: whatever comes after changes it, and the sleep ends at once.
            uint seen = _reader.NotifyWord;
            if (_reader.Cursor >= _next)
            {
                return true;
            }

            long leftNs = deadlineNs - MonotonicClock.NowNs();
            if (leftNs <= 0)
            {
                return false;
            }

            _reader.Sleep(seen, leftNs);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadStatus WhyNot(SignalFrame* slot)
    {
        long stored = Volatile.Read(ref slot->Sequence);
        if (WritingMark.Clear(stored) > _next)
        {
            return Lap();
        }

        // Acquire: pairs with the release of the cursor in SignalWriter.AppendHistory: what the cursor has passed is in its slot.
        long cursor = _reader.Cursor;
        if (_next > cursor)
        {
            return _reader.IsStale(out _) ? ReadStatus.Stale : ReadStatus.NotYet;
        }

        return PassOverSpent(cursor);
    }

    // The cursor has passed the sequences, so their slots are final: less than wanted means that they were never published.
    private ReadStatus PassOverSpent(long cursor)
    {
        long first = _next;
        long last = Math.Min(cursor, first + _mask);
        while (_next <= last)
        {
            long stored = Volatile.Read(ref _reader.History[_next & _mask].Sequence);
            if (WritingMark.Clear(stored) >= _next)
            {
                break;
            }

            _next++;
        }

        Lost += _next - first;

        // Nothing passed over: the frame came in between the first look and this one. The next call reads it.
        return _next == first ? ReadStatus.NotYet : ReadStatus.Lapped;
    }

    private ReadStatus Lap()
    {
        long margin = Math.Max(1, (_mask + 1) / MarginDivisor);
        long safe = _reader.Cursor - _mask + margin;
        long next = Math.Max(safe, _next + 1);
        Lost += next - _next;
        _next = next;
        AssertInvariants();
        return ReadStatus.Lapped;
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_next >= 1, "Sequences are counted from 1.");
        Debug.Assert(Lost >= 0, "A loss is never taken back.");
        Debug.Assert(long.IsPow2(_mask + 1), "Sequences become slots by a mask.");
    }
}
