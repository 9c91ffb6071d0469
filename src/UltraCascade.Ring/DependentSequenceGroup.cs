namespace UltraCascade.Ring;

/// <summary>One or several sequences to follow; their value is the smallest. One is the common case and has its own path.</summary>
public readonly struct DependentSequenceGroup : IDependency
{
    private readonly Sequence _first;
    private readonly Sequence[]? _others;

    /// <summary>Follows <paramref name="sequences"/>, of which there is at least one.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public DependentSequenceGroup(ReadOnlySpan<Sequence> sequences)
    {
        if (sequences.IsEmpty)
        {
            throw new ArgumentException("A barrier needs at least one sequence to follow.", nameof(sequences));
        }

        _first = sequences[0];
        _others = sequences.Length > 1 ? sequences[1..].ToArray() : null;
    }

    /// <summary>
    /// The smallest of the sequences, each loaded with acquire: what every one of them released is visible. Pairs with the
    /// release in <see cref="Sequence.SetValue"/>.
    /// </summary>
    public long Value
    {
        get
        {
            long value = _first.Value;
            return _others is null ? value : Minimum(value, _others);
        }
    }

    /// <inheritdoc/>
    public long GetAvailable(long wanted) => Value;

    private static long Minimum(long minimum, Sequence[] others)
    {
        foreach (Sequence other in others)
        {
            minimum = Math.Min(minimum, other.Value);
        }

        return minimum;
    }
}
