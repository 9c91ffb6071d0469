using System.Globalization;
using UltraCascade.Measurement.Machine;

namespace UltraCascade.Host.Threads;

/// <summary>Files of the kernel below a root: <c>/</c>, or a directory of made-up ones in tests.</summary>
internal class KernelTree(string root = "/")
{
    /// <summary>Text of a kernel file without the space around it, or null.</summary>
    public string? Text(string path) => KernelFile.Text(Full(path));

    /// <summary>Lines of a kernel file; none when it cannot be read.</summary>
    public string[] Lines(string path) => KernelFile.Lines(Full(path));

    /// <summary>The chosen word of a kernel file with choices, or null.</summary>
    public string? Choice(string path) => KernelFile.Choice(Full(path));

    /// <summary>Names of the entries of a kernel directory, in order.</summary>
    public IReadOnlyList<string> Entries(string path) =>
        Directory.Exists(Full(path)) ? [.. Directory.EnumerateFileSystemEntries(Full(path)).Select(e => System.IO.Path.GetFileName(e)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Processors of a list as <c>0-3,8</c>; none for an empty or missing one.</summary>
    public IReadOnlyList<int> CpuList(string path) => ParseCpuList(Text(path) ?? "");

    /// <summary>Processors of a list as <c>0-3,8</c>.</summary>
    public static IReadOnlyList<int> ParseCpuList(string list)
    {
        List<int> cpus = [];
        foreach (string part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last))
            {
                for (int cpu = first; cpu <= last; cpu++)
                {
                    cpus.Add(cpu);
                }
            }
        }

        return cpus;
    }

    private string Full(string path) => System.IO.Path.Join(root, path);
}
