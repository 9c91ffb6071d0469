using System.Globalization;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// Names of the instances that a run makes, <c>bench-PID-NAME</c>, and the removal of those whose run was killed: its process is
/// gone and nobody holds the lock.
/// </summary>
internal static class BenchInstances
{
    private const string Prefix = "bench-";

    /// <summary>The instance of this run called <paramref name="name"/>.</summary>
    public static InstancePaths Of(string directory, string name) =>
        new(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{name}"));

    /// <summary>Removes what killed runs left in <paramref name="directory"/>; returns how many instances.</summary>
    public static int RemoveLeftovers(string directory)
    {
        int removed = 0;
        foreach (string path in Directory.Exists(directory) ? Directory.GetDirectories(directory, Prefix + "*-*") : [])
        {
            string name = System.IO.Path.GetFileName(path);
            string pid = name[Prefix.Length..].Split('-', 2)[0];
            if (int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && !Directory.Exists($"/proc/{id}") && TryRemove(directory, name))
            {
                removed++;
            }
        }

        return removed;
    }

    private static bool TryRemove(string directory, string name)
    {
        InstancePaths paths = new(directory, name);
        try
        {
            using (InstanceLock.Acquire(paths))
            {
                Directory.Delete(paths.Directory, recursive: true);
            }

            return true;
        }
        catch (Exception exception) when (exception is InstanceHeldException or RegionException or IOException or UnauthorizedAccessException)
        {
            // Its engine has not noticed yet that the run is gone, or it is somebody else's: the next run looks again.
            return false;
        }
    }
}
