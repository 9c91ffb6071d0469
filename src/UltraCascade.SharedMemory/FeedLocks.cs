using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The locks of all feed files of an instance, those that are just being made included, held by somebody who wants to remove them: no writer
/// holds one, not even one that a signal has stopped, and none can take one over until disposed. One thread.
/// </summary>
public sealed class FeedLocks : IDisposable
{
    private readonly List<SharedFile> _files = [];

    private FeedLocks()
    {
    }

    /// <summary>Takes the lock of every feed file that is there.</summary>
    /// <exception cref="InstanceHeldException">A live process holds one; the message names feed and process.</exception>
    public static FeedLocks Acquire(InstancePaths paths)
    {
        FeedLocks locks = new();
        try
        {
            foreach (string path in Directory.EnumerateFiles(paths.Directory, InstancePaths.FeedPrefix + "*"))
            {
                locks.Take(path);
            }

            return locks;
        }
        catch (Exception)
        {
            locks.Dispose();
            throw;
        }
    }

    /// <summary>Drops the locks. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        foreach (SharedFile file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
    }

    private void Take(string path)
    {
        // What cannot be opened (a link, a pipe) is no feed that anybody writes.
        if (SharedFile.TryOpenRead(path, out SharedFile? file) != 0)
        {
            return;
        }

        _files.Add(file!);
        if (file!.TryLock() != -Errno.WouldBlock)
        {
            return;
        }

        int pid = 0;
        if (MappedRegion.TryOpenRead(path, RegionKind.Feed, out MappedRegion? feed, out _) == RegionStatus.Ready)
        {
            using (feed)
            {
                pid = (int)feed!.Header.WriterPid;
            }
        }

        throw new InstanceHeldException(path, pid,
            $"Feed '{InstancePaths.FeedName(path)}' is held by {(pid == 0 ? "a process" : $"process {pid}")}, which is alive whether or not it publishes at this moment. Stop it first{(pid == 0 ? "" : $" (kill {pid})")}.");
    }
}
