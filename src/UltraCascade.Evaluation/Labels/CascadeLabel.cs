namespace UltraCascade.Evaluation.Labels;

/// <summary>What a label counts as.</summary>
public enum LabelKind
{
    /// <summary>A cascade: to be found.</summary>
    Cascade,

    /// <summary>Too small or too unclear: an alarm on it counts neither way.</summary>
    Ignore,
}

/// <summary>The truth about one stretch of a stream. Made offline, never seen by a detector.</summary>
/// <param name="OnsetNs">Where it begins, in ns since 1970 UTC.</param>
/// <param name="EndNs">Where it ends, not before the onset.</param>
/// <param name="Kind">What it counts as.</param>
public readonly record struct CascadeLabel(long OnsetNs, long EndNs, LabelKind Kind);
