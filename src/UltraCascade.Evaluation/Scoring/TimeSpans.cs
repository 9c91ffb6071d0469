namespace UltraCascade.Evaluation.Scoring;

/// <summary>A stretch of time from <paramref name="FromNs"/> (inclusive) to <paramref name="ToNs"/> (exclusive), in ns since 1970 UTC.</summary>
public readonly record struct TimeSpanNs(long FromNs, long ToNs)
{
    /// <summary>Its length in ns.</summary>
    public long LengthNs => ToNs - FromNs;
}

/// <summary>Sets of times as ordered lists of disjoint stretches.</summary>
public static class TimeSpans
{
    /// <summary>The union of <paramref name="spans"/>, which may overlap and come in any order.</summary>
    public static List<TimeSpanNs> Union(IEnumerable<TimeSpanNs> spans)
    {
        List<TimeSpanNs> union = [];
        foreach (TimeSpanNs span in spans.Where(s => s.LengthNs > 0).OrderBy(s => s.FromNs))
        {
            if (union.Count > 0 && span.FromNs <= union[^1].ToNs)
            {
                union[^1] = union[^1] with { ToNs = Math.Max(union[^1].ToNs, span.ToNs) };
            }
            else
            {
                union.Add(span);
            }
        }

        return union;
    }

    /// <summary>What of <paramref name="whole"/> is in none of <paramref name="holes"/> (ordered and disjoint).</summary>
    public static List<TimeSpanNs> Without(TimeSpanNs whole, IReadOnlyList<TimeSpanNs> holes)
    {
        List<TimeSpanNs> rest = [];
        long from = whole.FromNs;
        foreach (TimeSpanNs hole in holes)
        {
            if (hole.FromNs > from)
            {
                rest.Add(new TimeSpanNs(from, Math.Min(hole.FromNs, whole.ToNs)));
            }

            from = Math.Max(from, hole.ToNs);
        }

        rest.Add(new TimeSpanNs(from, whole.ToNs));
        rest.RemoveAll(span => span.LengthNs <= 0);
        return rest;
    }

    /// <summary>Length of what two ordered, disjoint lists have in common, in ns.</summary>
    public static long CommonNs(IReadOnlyList<TimeSpanNs> a, IReadOnlyList<TimeSpanNs> b)
    {
        long common = 0;
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            common += Math.Max(0, Math.Min(a[i].ToNs, b[j].ToNs) - Math.Max(a[i].FromNs, b[j].FromNs));
            if (a[i].ToNs < b[j].ToNs)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }

    /// <summary>Sum of the lengths, in ns.</summary>
    public static long TotalNs(IEnumerable<TimeSpanNs> spans) => spans.Sum(span => span.LengthNs);
}
