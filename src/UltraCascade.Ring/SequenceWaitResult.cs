namespace UltraCascade.Ring;

/// <summary>How a wait ended: with an available sequence, halted, or with nothing new within the strategy's bound.</summary>
public readonly record struct SequenceWaitResult
{
    private const long TimeoutCode = -2;

    private readonly long _code;

    private SequenceWaitResult(long code)
    {
        _code = code;
    }

    /// <summary>The wait was ended by a halt point.</summary>
    public static SequenceWaitResult Halted => new(Sequence.Halted);

    /// <summary>Nothing came within the strategy's bound; wait again.</summary>
    public static SequenceWaitResult Timeout => new(TimeoutCode);

    /// <summary>Whether a sequence is available.</summary>
    public bool IsAvailable => _code >= 0;

    /// <summary>Whether the wait was ended by a halt point.</summary>
    public bool IsHalted => _code == Sequence.Halted;

    /// <summary>Whether nothing came within the strategy's bound.</summary>
    public bool IsTimeout => _code == TimeoutCode;

    /// <summary>Highest available sequence, at least the one waited for. Meaningful only if <see cref="IsAvailable"/>.</summary>
    public long AvailableSequence => _code;

    /// <summary>Everything up to <paramref name="sequence"/> is available.</summary>
    public static SequenceWaitResult Available(long sequence) => new(sequence);
}
