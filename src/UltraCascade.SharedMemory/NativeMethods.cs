using System.Runtime.InteropServices;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The C functions of libultracascade. Errors are negative errno values. Shared files are opened here and never through
/// System.IO, whose opens take a shared flock of their own and would so refuse the writer's exclusive one.
/// </summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "ultracascade";

    [LibraryImport(Library, EntryPoint = "uc_file_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FileOpen(string path, int mode, uint permissions);

    [LibraryImport(Library, EntryPoint = "uc_file_close")]
    internal static partial int FileClose(int fd);

    [LibraryImport(Library, EntryPoint = "uc_file_lock")]
    internal static partial int FileLock(int fd);

    [LibraryImport(Library, EntryPoint = "uc_file_allocate")]
    internal static partial int FileAllocate(int fd, ulong bytes);

    [LibraryImport(Library, EntryPoint = "uc_file_bytes")]
    internal static partial long FileBytes(int fd);

    [LibraryImport(Library, EntryPoint = "uc_file_identity")]
    internal static partial int FileIdentity(int fd, ulong* device, ulong* inode);

    [LibraryImport(Library, EntryPoint = "uc_path_identity", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PathIdentity(string path, ulong* device, ulong* inode);

    [LibraryImport(Library, EntryPoint = "uc_path_name_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PathNameNew(string temporary, string path);

    [LibraryImport(Library, EntryPoint = "uc_file_trust")]
    internal static partial int FileTrust(int fd);

    [LibraryImport(Library, EntryPoint = "uc_path_trust", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PathTrust(string path);

    [LibraryImport(Library, EntryPoint = "uc_file_permissions")]
    internal static partial int FilePermissions(int fd, uint permissions, long group);

    [LibraryImport(Library, EntryPoint = "uc_file_read_at")]
    internal static partial long FileReadAt(int fd, byte* bytes, ulong count, ulong offset);

    [LibraryImport(Library, EntryPoint = "uc_file_write_at")]
    internal static partial long FileWriteAt(int fd, byte* bytes, ulong count, ulong offset);

    [LibraryImport(Library, EntryPoint = "uc_file_sync")]
    internal static partial int FileSync(int fd);

    [LibraryImport(Library, EntryPoint = "uc_directory_sync", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int DirectorySync(string path);

    [LibraryImport(Library, EntryPoint = "uc_file_cut")]
    internal static partial int FileCut(int fd, ulong bytes);

    [LibraryImport(Library, EntryPoint = "uc_map")]
    internal static partial void* Map(int fd, ulong bytes, int writable, int prefault, int* error);

    [LibraryImport(Library, EntryPoint = "uc_unmap")]
    internal static partial int Unmap(void* address, ulong bytes);

    [LibraryImport(Library, EntryPoint = "uc_guard_map")]
    internal static partial int GuardMap(void* address, ulong bytes);

    [LibraryImport(Library, EntryPoint = "uc_guard_forget")]
    internal static partial int GuardForget(void* address);

    [LibraryImport(Library, EntryPoint = "uc_lock_memory")]
    internal static partial int LockMemory(void* address, ulong bytes);

    [LibraryImport(Library, EntryPoint = "uc_pin")]
    internal static partial int Pin(int cpu);

    [LibraryImport(Library, EntryPoint = "uc_usable_cpus")]
    internal static partial int UsableCpus(ulong* mask, int words);

    [LibraryImport(Library, EntryPoint = "uc_futex_wait")]
    internal static partial int FutexWait(void* address, uint expected, long timeoutNs);

    [LibraryImport(Library, EntryPoint = "uc_futex_wake")]
    internal static partial int FutexWake(void* address, int count);

    // The three clocks return within tens of nanoseconds and never block, so the transition to preemptive mode is left out.
    [LibraryImport(Library, EntryPoint = "uc_monotonic_ns")]
    [SuppressGCTransition]
    internal static partial long MonotonicNs();

    [LibraryImport(Library, EntryPoint = "uc_realtime_ns")]
    [SuppressGCTransition]
    internal static partial long RealtimeNs();

    [LibraryImport(Library, EntryPoint = "uc_tsc")]
    [SuppressGCTransition]
    internal static partial ulong Tsc();

    [LibraryImport(Library, EntryPoint = "uc_sleep_ns")]
    internal static partial int SleepNs(long ns);

    // chown(2) of the instance directory, which libultracascade (regular files only) does not open.
    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeOwner(string path, uint owner, uint group);
}
