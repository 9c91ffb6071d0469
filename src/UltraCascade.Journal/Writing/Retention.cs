using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>
/// Removes the oldest segments: those whose last record is older than the age, and as many as the bytes of both streams together are
/// too many. Never the segment being written, nor one with an older one before it still there, so that what is left has no hole.
/// </summary>
internal static class Retention
{
    /// <summary>Removes what is not kept; returns how many segments.</summary>
    public static int Apply(JournalPaths paths, JournalOptions options)
    {
        if (options is { RetainBytes: 0 } && options.RetainAge == TimeSpan.Zero)
        {
            return 0;
        }

        List<(FileInfo File, DateTime Ended)> removable = [];
        long bytes = 0;
        foreach (JournalStream stream in (JournalStream[])[JournalStream.Events, JournalStream.Signals])
        {
            FileInfo[] files = [.. paths.Segments(stream).Select(s => new FileInfo(s.Path)).Where(f => f.Exists)];
            bytes += files.Sum(f => f.Length);
            DateTime ended = DateTime.MinValue;
            foreach (FileInfo file in files.SkipLast(1))
            {
                // The file system's time of the last write, the end block's. A clock that was set back does not put segments out of order.
                ended = file.LastWriteTimeUtc > ended ? file.LastWriteTimeUtc : ended.AddTicks(1);
                removable.Add((file, ended));
            }
        }

        removable.Sort(static (a, b) => a.Ended.CompareTo(b.Ended));
        DateTime oldest = options.RetainAge == TimeSpan.Zero ? DateTime.MinValue : DateTime.UnixEpoch.AddTicks(WallClock.NowNs() / 100) - options.RetainAge;
        int removed = 0;
        foreach ((FileInfo file, DateTime ended) in removable)
        {
            bool isTooMuch = options.RetainBytes > 0 && bytes > options.RetainBytes;
            if (ended >= oldest && !isTooMuch)
            {
                break;
            }

            bytes -= file.Length;
            file.Delete();
            removed++;
        }

        return removed;
    }
}
