using System.Diagnostics;
using System.Globalization;

namespace UltraCascade.Tests.Journal;

/// <summary>A file system of a few MiB. Only root can make one; for others the test is ignored.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path)
    {
        Path = path;
    }

    public string Path { get; }

    public static SmallDisk OrIgnore(int megabytes)
    {
        string path = Directory.CreateTempSubdirectory("uc-small-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "none", path) != 0)
        {
            Directory.Delete(path);
            Assert.Ignore("A small file system can be mounted by root only.");
        }

        return new SmallDisk(path);
    }

    /// <summary>Takes what is left.</summary>
    public void FillUp(string file)
    {
        using FileStream ballast = new(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    public void Dispose()
    {
        _ = Run("umount", Path);
        Directory.Delete(Path, recursive: true);
    }

    private static int Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
