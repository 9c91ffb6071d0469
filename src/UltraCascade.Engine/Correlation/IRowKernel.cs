namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Adds one event to its row, all lanes at once. Counts are running numbers of events up to four moments around the event: 3 s
/// before it, itself, 1 s and 4 s behind it; only their differences mean something. All implementations give the same bits.
/// </summary>
public interface IRowKernel
{
    /// <summary>
    /// For each of <paramref name="lanes"/> lanes (a multiple of 8): echoes N = c₂ − c₁, background n = (c₁ − c₀) + (c₃ − c₂), miss = 1 if N = 0 else 0,
    /// null = (5/6)^n; then sum ← sum·decay + new for the first two sums and sum ← sum·decay² + new for the squares.
    /// <paramref name="counts"/> refers to four stretches, <paramref name="sums"/> to five, of <paramref name="lanes"/> elements each.
    /// </summary>
    static abstract void Add(ref int counts, ref float sums, int lanes, float decay);

    /// <summary>
    /// Adds one to <paramref name="lane"/> of a stretch of <paramref name="lanes"/> counts, with the width of store that <see cref="Add"/> loads with: a
    /// wide load of what was just stored narrowly waits until the store has left the processor.
    /// </summary>
    static abstract void Count(ref int counts, int lanes, int lane);
}
