namespace UltraCascade.Journal;

/// <summary>Sequences that are not in the journal.</summary>
/// <param name="First">First of them.</param>
/// <param name="Last">Last of them.</param>
/// <param name="Cause">Why.</param>
public readonly record struct JournalGap(long First, long Last, GapCause Cause)
{
    /// <summary>How many.</summary>
    public long Count => Last - First + 1;
}
