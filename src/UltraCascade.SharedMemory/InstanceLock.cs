using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The right to be the engine of an instance: an exclusive flock on the instance's lock file, which the kernel drops when the
/// holder ends, however it ends. After locking, the holder writes its pid and start time into the file (text, "pid ticks"), for
/// the message of the one it keeps out. The file is never renamed or unlinked, so there is only ever one lock.
/// </summary>
public sealed class InstanceLock : IDisposable
{
    private const int MaxTextBytes = 64;
    private const int MaxAttempts = 100;

    private readonly SharedFile _file;

    private InstanceLock(SharedFile file) => _file = file;

    /// <summary>Creates the instance's directory if need be and takes its lock.</summary>
    /// <exception cref="InstanceHeldException">A live process holds it; the message names it.</exception>
    /// <exception cref="RegionException">The directory or the file cannot be created or opened.</exception>
    public static InstanceLock Acquire(InstancePaths paths)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            InstanceLock? taken = TryAcquire(paths);
            if (taken != null)
            {
                return taken;
            }
        }

        throw new RegionException(paths.Lock, RegionStatus.Failed,
            $"The lock {paths.Lock} was removed {MaxAttempts} times while being taken. Whatever removes it must stop: it is the instance's only lock.");
    }

    /// <summary>Empties the file and drops the lock. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        if (_file.Descriptor >= 0)
        {
            Write(_file, "");
        }

        _file.Dispose();
    }

    // Null when the path means another file than the one locked: somebody removed the directory in between.
    private static InstanceLock? TryAcquire(InstancePaths paths)
    {
        paths.EnsureDirectory();
        int error = SharedFile.TryOpenOrCreate(paths.Lock, out SharedFile? file);
        if (file == null)
        {
            RegionStatus status = RegionAdvice.OfErrno(error, out string reason);
            throw new RegionException(paths.Lock, status, $"The lock {paths.Lock} cannot be opened: {reason}. {RegionAdvice.ForOwner(status)}");
        }

        try
        {
            error = file.TryLock();
            if (error == -Errno.WouldBlock)
            {
                throw Held(paths, ReadHolder(file));
            }

            if (error != 0)
            {
                throw new RegionException(paths.Lock, RegionStatus.Failed,
                    $"The lock {paths.Lock} cannot be taken: {Errno.Describe(error)}. Use a file system with flock, as /dev/shm.");
            }

            if (FileIdentity.OfPath(paths.Lock) != file.Identity())
            {
                file.Dispose();
                return null;
            }

            // Only the file's owner may change its mode: an engine of the same group finds it right already.
            _ = file.SetPermissions(paths.GroupId);
            Write(file, string.Create(CultureInfo.InvariantCulture, $"{ProcessIdentity.Pid} {ProcessIdentity.StartTicks}\n"));
            return new InstanceLock(file);
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    private static InstanceHeldException Held(InstancePaths paths, int pid) => new(paths.Lock, pid,
        $"Instance '{paths.Instance}' in {paths.Root} is already run by {(pid == 0 ? "another process" : $"process {pid}")}: an instance has one engine. "
        + $"Stop that one{(pid == 0 ? "" : $" (kill {pid})")}, or start this one with another --instance.");

    private static int ReadHolder(SharedFile file)
    {
        using SafeFileHandle handle = new(file.Descriptor, ownsHandle: false);
        Span<byte> bytes = stackalloc byte[MaxTextBytes];
        string[] words = Encoding.ASCII.GetString(bytes[..RandomAccess.Read(handle, bytes, 0)]).Split((char[])[' ', '\n']);

        // The text may be an earlier holder's, if the present one was caught between locking and writing: then the start time
        // of that pid is another, or it does not live.
        return words.Length >= 2
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong ticks)
            && ProcessIdentity.StartTicksOf(pid) == ticks
            ? pid
            : 0;
    }

    private static void Write(SharedFile file, string text)
    {
        // Wraps the descriptor without opening the file anew: an open of System.IO would take a lock of its own.
        using SafeFileHandle handle = new(file.Descriptor, ownsHandle: false);
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(text), 0);
    }
}
