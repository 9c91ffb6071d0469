namespace UltraCascade.SharedMemory;

/// <summary>An open file of shared memory: a descriptor and what may be asked of it. Not thread-safe; closing drops its lock.</summary>
internal sealed unsafe class SharedFile : IDisposable
{
    /// <summary>Owner reads and writes, group reads.</summary>
    internal const uint Permissions = 0b110_100_000;

    private int _fd;

    private SharedFile(int fd, string path)
    {
        _fd = fd;
        Path = path;
    }

    internal string Path { get; }

    internal int Descriptor => _fd;

    /// <summary>Opens an existing file for reading. A negative errno when that fails.</summary>
    internal static int TryOpenRead(string path, out SharedFile? file) => TryOpen(path, FileMode.Read, out file);

    /// <summary>Opens an existing file for reading and writing. A negative errno when that fails.</summary>
    internal static int TryOpenWrite(string path, out SharedFile? file) => TryOpen(path, FileMode.Write, out file);

    /// <summary>Creates a file that must not exist. A negative errno when that fails.</summary>
    internal static int TryCreate(string path, out SharedFile? file) => TryOpen(path, FileMode.Create, out file);

    /// <summary>Opens a file for reading and writing and creates it when it is missing. A negative errno when that fails.</summary>
    internal static int TryOpenOrCreate(string path, out SharedFile? file) => TryOpen(path, FileMode.OpenOrCreate, out file);

    /// <summary>Takes the exclusive lock without waiting. 0, or a negative errno (<see cref="Errno.WouldBlock"/>: somebody has it).</summary>
    internal int TryLock() => NativeMethods.FileLock(_fd);

    internal int SetPermissions(long groupId) => NativeMethods.FilePermissions(_fd, Permissions, groupId);

    /// <summary>Reserves the bytes on the file system, so that no later store can meet a full one (SIGBUS).</summary>
    internal int Allocate(ulong bytes) => NativeMethods.FileAllocate(_fd, bytes);

    /// <summary>Size in bytes, or a negative errno.</summary>
    internal long Bytes() => NativeMethods.FileBytes(_fd);

    /// <summary>Bytes read from an offset on, fewer than asked for at the end of the file only; a negative errno when nothing could be read.</summary>
    internal long ReadAt(Span<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            return NativeMethods.FileReadAt(_fd, start, (ulong)bytes.Length, (ulong)offset);
        }
    }

    /// <summary>Bytes written at an offset, fewer than given when the disk took no more; a negative errno when it took nothing.</summary>
    internal long WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            return NativeMethods.FileWriteAt(_fd, start, (ulong)bytes.Length, (ulong)offset);
        }
    }

    /// <summary>Waits until what was written is on the disk. 0 or a negative errno.</summary>
    internal int Sync() => NativeMethods.FileSync(_fd);

    /// <summary>Ends the file after so many bytes. 0 or a negative errno.</summary>
    internal int Cut(long bytes) => NativeMethods.FileCut(_fd, (ulong)bytes);

    internal FileIdentity Identity()
    {
        ulong device, inode;
        return NativeMethods.FileIdentity(_fd, &device, &inode) == 0 ? new FileIdentity(device, inode) : default;
    }

    /// <summary>Maps the whole file, shared. 0 or a negative errno.</summary>
    internal int TryMap(long bytes, bool writable, bool prefault, out byte* address)
    {
        int error = 0;
        address = (byte*)NativeMethods.Map(_fd, (ulong)bytes, writable ? 1 : 0, prefault ? 1 : 0, &error);
        return address != null ? 0 : error == 0 ? -Errno.NoMemory : -Math.Abs(error);
    }

    public void Dispose()
    {
        int fd = Interlocked.Exchange(ref _fd, -1);
        if (fd >= 0)
        {
            _ = NativeMethods.FileClose(fd);
        }
    }

    private static int TryOpen(string path, FileMode mode, out SharedFile? file)
    {
        int fd = NativeMethods.FileOpen(path, (int)mode, Permissions);
        file = fd >= 0 ? new SharedFile(fd, path) : null;
        return Math.Min(fd, 0);
    }

    // The modes of uc_file_open.
    private enum FileMode
    {
        Read = 0,
        Write = 1,
        Create = 2,
        OpenOrCreate = 3,
    }
}
