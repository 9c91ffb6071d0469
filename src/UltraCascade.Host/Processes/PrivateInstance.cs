using System.Globalization;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Processes;

/// <summary>
/// An instance that one run makes for itself and removes afterwards. What a killed run of the same kind left behind is
/// removed too: its process is gone and nobody holds its lock.
/// </summary>
internal sealed class PrivateInstance : IDisposable
{
    private PrivateInstance(InstancePaths paths)
    {
        Paths = paths;
    }

    public InstancePaths Paths { get; }

    /// <summary>Makes <c>KIND-PID</c> in <paramref name="directory"/>.</summary>
    public static PrivateInstance Create(string directory, string kind)
    {
        RemoveLeftovers(directory, kind);
        InstancePaths paths = new(directory, string.Create(CultureInfo.InvariantCulture, $"{kind}-{Environment.ProcessId}"));
        Remove(paths);
        paths.EnsureDirectory();
        return new PrivateInstance(paths);
    }

    /// <summary>Removes the files of an instance that no engine holds. False when one does.</summary>
    public static bool Remove(InstancePaths paths)
    {
        if (!Directory.Exists(paths.Directory))
        {
            return true;
        }

        try
        {
            using (InstanceLock.Acquire(paths))
            {
                Directory.Delete(paths.Directory, recursive: true);
            }

            return true;
        }
        catch (InstanceHeldException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        try
        {
            Remove(Paths);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the next run to remove: failing here would hide the result of this one.
        }
    }

    private static void RemoveLeftovers(string directory, string kind)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string path in Directory.EnumerateDirectories(directory, kind + "-*"))
        {
            string name = Path.GetFileName(path);
            if (!int.TryParse(name.AsSpan(kind.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || Directory.Exists($"/proc/{pid}"))
            {
                continue;
            }

            try
            {
                Remove(new InstancePaths(directory, name));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody else's: it is theirs to remove.
            }
        }
    }
}
