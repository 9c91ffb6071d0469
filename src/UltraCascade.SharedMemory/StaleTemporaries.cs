using System.Globalization;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Removes unfinished files (NAME.tmp-PID-N, from C NAME.tmp-PID) of processes that died while creating a region. One goes only when its pid does
/// not live and nobody holds its lock: in another pid namespace the number alone would lie.
/// </summary>
internal static class StaleTemporaries
{
    internal static void Remove(string path)
    {
        string prefix = Path.GetFileName(path) + InstancePaths.TemporaryMark;
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, prefix + "*"))
            {
                if (IsStale(file, prefix))
                {
                    File.Delete(file);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover costs space and nothing else; whatever is wrong with the directory the creation itself will report.
        }
    }

    private static bool IsStale(string file, string prefix)
    {
        string[] numbers = Path.GetFileName(file)[prefix.Length..].Split('-');
        if (numbers.Length > 2
            || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            || ProcessIdentity.Lives(pid)
            || SharedFile.TryOpenRead(file, out SharedFile? opened) != 0)
        {
            return false;
        }

        using (opened)
        {
            return opened!.TryLock() == 0;
        }
    }
}
