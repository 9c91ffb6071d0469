using System.Runtime.CompilerServices;
using UltraCascade.Journal;
using UltraCascade.Ring;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Keeps the writer of signals from running further ahead of the journal than half the history: one compare for each frame as long as there
/// is room. One thread: the one that appends frames.
/// </summary>
internal sealed class HistoryLimit(JournalGate gate, RingTap tap, long historySlots)
{
    private readonly long _room = historySlots / 2;
    private long _freeUntil = gate.Sequence.Value + (historySlots / 2);

    /// <summary>Waits until the frame after <paramref name="cursor"/> may be appended.</summary>
    /// <exception cref="InvalidOperationException">The journal gave up; the engine stops.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MakeRoom(long cursor)
    {
        if (cursor >= _freeUntil)
        {
            Wait(cursor);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait(long cursor)
    {
        SpinWait spin = default;
        while (true)
        {
            // Acquire: pairs with the release in JournalGate.Advance, so that the journal's reads of a slot are over.
            _freeUntil = gate.Sequence.Value + _room;
            if (cursor < _freeUntil)
            {
                gate.IsWaitedFor = false;
                return;
            }

            if (tap.HasFailed)
            {
                throw new InvalidOperationException("The journal stopped the engine.");
            }

            gate.IsWaitedFor = true;
            spin.SpinOnce();
        }
    }
}
