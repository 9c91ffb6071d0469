using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Stable order by receive time. Each file is usually in order, so this is a natural merge sort: it finds the runs that are there
/// and merges neighbours until one is left; n files in order cost log2(n) passes over 16-byte keys, one file in order costs one look.
/// </summary>
internal static class RecordOrder
{
    private readonly record struct Key(long ReceiveNs, int Index);

    /// <summary>Returns the records in order: the same array when they already were.</summary>
    public static EventRecord[] Sort(EventRecord[] records, int count)
    {
        List<int> runs = FindRuns(records.AsSpan(0, count));
        if (runs.Count <= 2)
        {
            return records;
        }

        var keys = new Key[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = new Key(records[i].ReceiveNs, i);
        }

        var other = new Key[count];
        while (runs.Count > 2)
        {
            runs = MergeNeighbours(keys, other, runs);
            (keys, other) = (other, keys);
        }

        var sorted = new EventRecord[count];
        for (int i = 0; i < count; i++)
        {
            sorted[i] = records[keys[i].Index];
        }

        return sorted;
    }

    /// <summary>Where the runs begin, and after them the number of records.</summary>
    private static List<int> FindRuns(ReadOnlySpan<EventRecord> records)
    {
        var runs = new List<int> { 0 };
        for (int i = 1; i < records.Length; i++)
        {
            if (records[i].ReceiveNs < records[i - 1].ReceiveNs)
            {
                runs.Add(i);
            }
        }

        runs.Add(records.Length);
        return runs;
    }

    private static List<int> MergeNeighbours(Key[] from, Key[] to, List<int> runs)
    {
        var merged = new List<int>((runs.Count / 2) + 2) { 0 };
        for (int run = 0; run < runs.Count - 1; run += 2)
        {
            int begin = runs[run];
            int middle = runs[run + 1];
            int end = run + 2 < runs.Count ? runs[run + 2] : middle;
            int left = begin;
            int right = middle;
            for (int at = begin; at < end; at++)
            {
                // The left run goes first when times are equal: that is what keeps file and row order.
                bool takeLeft = left < middle && (right >= end || from[left].ReceiveNs <= from[right].ReceiveNs);
                to[at] = takeLeft ? from[left++] : from[right++];
            }

            merged.Add(end);
        }

        return merged;
    }
}
