namespace UltraCascade.Ring;

/// <summary>
/// What a wait strategy looks at: how far the work before a barrier has come. A struct, so that the look is inlined into the
/// waiting loop. <see cref="DependentSequenceGroup"/> follows sequences, <see cref="SlotSequences"/> the slots.
/// </summary>
public interface IDependency
{
    /// <summary>
    /// Highest sequence up to which everything is done, loaded with acquire. May be below <paramref name="wanted"/> (not yet)
    /// or beyond it (a batch).
    /// </summary>
    long GetAvailable(long wanted);
}
