using UltraCascade.Ring;

namespace UltraCascade.Journal;

/// <summary>
/// How far the journal has come in one stream, as the engine sees it. Two threads move it forward: the writing one behind each batch, and,
/// when that one is stuck and may drop, the watching one past what is lost. The sequence has one writer at a time, by the lock; whoever
/// waits for it reads without.
/// </summary>
public sealed class JournalGate
{
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>Creates a gate that moves <paramref name="sequence"/>.</summary>
    public JournalGate(Sequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        Sequence = sequence;
    }

    /// <summary>The position (release, acquire).</summary>
    public Sequence Sequence { get; }

    /// <summary>Whether the engine waits for this gate now.</summary>
    public bool IsWaitedFor
    {
        get => Volatile.Read(ref _waiting) != 0;
        set => Volatile.Write(ref _waiting, value ? 1 : 0);
    }

    /// <summary>Moves the gate to <paramref name="sequence"/>; never back. Returns how far it moved.</summary>
    public long Advance(long sequence)
    {
        lock (_lock)
        {
            long before = Sequence.PlainValue;
            if (sequence <= before)
            {
                return 0;
            }

            Sequence.SetValue(sequence);
            return sequence - before;
        }
    }
}
