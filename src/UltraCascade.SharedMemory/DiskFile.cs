namespace UltraCascade.SharedMemory;

/// <summary>
/// A file on a disk, read and written at offsets: never through a symbolic link, close-on-exec, mode 0640. What goes wrong is a
/// negative errno, because a disk that is full or gone is something a writer lives with; <see cref="Describe"/> makes a text of
/// it. Not mapped: a file that another process cuts short gives a short read here, where a map would give SIGBUS. One thread
/// writes; <see cref="Sync"/> may be called by another meanwhile. Allocates nothing after the open.
/// </summary>
public sealed class DiskFile : IDisposable
{
    /// <summary>The error of a file that is not there.</summary>
    public const int Missing = -Errno.NoEntry;

    private readonly SharedFile _file;
    private readonly FileIdentity _identity;

    private DiskFile(SharedFile file)
    {
        _file = file;
        _identity = file.Identity();
    }

    /// <summary>Path it was opened by.</summary>
    public string Path => _file.Path;

    /// <summary>Opens an existing file for reading. 0, or a negative errno and null.</summary>
    public static int TryOpenRead(string path, out DiskFile? file) => Wrap(SharedFile.TryOpenRead(path, out SharedFile? opened), opened, out file);

    /// <summary>Opens an existing file for reading and writing. 0, or a negative errno and null.</summary>
    public static int TryOpenWrite(string path, out DiskFile? file) => Wrap(SharedFile.TryOpenWrite(path, out SharedFile? opened), opened, out file);

    /// <summary>Creates a file that must not exist, with mode 0640 whatever the umask and the group unless it is negative. 0, or a negative errno and null.</summary>
    public static int TryCreate(string path, long groupId, out DiskFile? file)
    {
        int error = Wrap(SharedFile.TryCreate(path, out SharedFile? opened), opened, out file);
        if (error == 0 && (error = opened!.SetPermissions(groupId)) < 0)
        {
            opened.Dispose();
            file = null;
        }

        return error;
    }

    /// <summary>
    /// Opens a file that is only there to be locked, creating it when it is missing, and takes its exclusive lock without waiting. The
    /// kernel drops the lock when the process dies. 0, or a negative errno and null; see <see cref="IsHeld"/>.
    /// </summary>
    public static int TryOpenLocked(string path, long groupId, out DiskFile? file)
    {
        int error = Wrap(SharedFile.TryOpenOrCreate(path, out SharedFile? opened), opened, out file);
        if (error == 0 && ((error = opened!.TryLock()) < 0 || (error = opened.SetPermissions(groupId)) < 0))
        {
            opened.Dispose();
            file = null;
        }

        return error;
    }

    /// <summary>Whether an error means that somebody else holds the lock.</summary>
    public static bool IsHeld(int error) => Math.Abs(error) == Errno.WouldBlock;

    /// <summary>Gives a file its name unless the name is taken, in one step. 0 or a negative errno.</summary>
    public static int NameNew(string temporary, string path) => NativeMethods.PathNameNew(temporary, path);

    /// <summary>Whether an error means that there is no file, or a directory on the way to it is missing.</summary>
    public static bool IsMissing(int error) => Math.Abs(error) is Errno.NoEntry or Errno.NotADirectory;

    /// <summary>Whether an error means that the name is taken.</summary>
    public static bool IsTaken(int error) => Math.Abs(error) == Errno.Exists;

    /// <summary>Text of an error, with its number.</summary>
    public static string Describe(int error) => Errno.Describe(error);

    /// <summary>Waits until the names in a directory are on the disk. 0 or a negative errno.</summary>
    public static int SyncDirectory(string path) => NativeMethods.DirectorySync(path);

    /// <summary>Reserves every byte up to <paramref name="bytes"/> on the disk. 0 or a negative errno.</summary>
    public int Allocate(long bytes) => _file.Allocate((ulong)bytes);

    /// <summary>Size in bytes, or a negative errno.</summary>
    public long Bytes() => _file.Bytes();

    /// <summary>Bytes read from <paramref name="offset"/> on, fewer than asked for at the end of the file only; a negative errno when nothing could be read.</summary>
    public long ReadAt(Span<byte> bytes, long offset) => _file.ReadAt(bytes, offset);

    /// <summary>Writes all bytes at <paramref name="offset"/>. 0, or a negative errno; then some of them may be in the file.</summary>
    public int WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        long written = _file.WriteAt(bytes, offset);
        return written == bytes.Length ? 0 : written < 0 ? (int)written : -Errno.NoSpace;
    }

    /// <summary>Waits until what was written is on the disk. 0 or a negative errno.</summary>
    public int Sync() => _file.Sync();

    /// <summary>Ends the file after <paramref name="bytes"/> bytes. 0 or a negative errno.</summary>
    public int Cut(long bytes) => _file.Cut(bytes);

    /// <summary>Whether a path, such as one this file was renamed to, means another file now, or none.</summary>
    public bool IsSupersededAt(string path) => FileIdentity.OfPath(path) != _identity;

    /// <summary>Closes. Repeated calls do nothing.</summary>
    public void Dispose() => _file.Dispose();

    private static int Wrap(int error, SharedFile? opened, out DiskFile? file)
    {
        file = opened is null ? null : new DiskFile(opened);
        return error;
    }
}
