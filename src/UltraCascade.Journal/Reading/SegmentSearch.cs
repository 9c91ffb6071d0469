namespace UltraCascade.Journal;

/// <summary>Finds a place in a journal by its time, from the headers alone.</summary>
public static class SegmentSearch
{
    /// <summary>
    /// A sequence from which on everything is found whose engine time is at least <paramref name="engineNs"/>; what comes before that in its
    /// segment is the caller's to leave out. 0 = from the beginning.
    /// </summary>
    public static long FirstAtOrAfter(JournalPaths paths, JournalStream stream, long engineNs)
    {
        ArgumentNullException.ThrowIfNull(paths);
        long first = 0;
        byte[] window = SegmentFile.NewWindow();
        foreach (SegmentName name in paths.Segments(stream))
        {
            using SegmentFile? segment = SegmentFile.TryOpen(name.Path, stream, window, out _, out _);

            // The header says which time came before the segment. One that cannot be read is for the walk itself to complain about.
            if (segment is null || segment.Header.EngineNs >= engineNs)
            {
                break;
            }

            first = name.FirstSequence;
        }

        return first;
    }
}
