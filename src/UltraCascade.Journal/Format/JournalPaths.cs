using System.Globalization;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>A segment's file: its path and the first sequence that its name says.</summary>
/// <param name="Path">Path.</param>
/// <param name="Stream">What it holds, by its name.</param>
/// <param name="FirstSequence">Sequence of its first record, by its name.</param>
public readonly record struct SegmentName(string Path, JournalStream Stream, long FirstSequence);

/// <summary>
/// Where the files of one instance's journal are:
/// <code>
/// directory/instance/events-00000000000000000001.ucj
/// directory/instance/signals-00000000000000000001.ucj
/// </code>
/// </summary>
public sealed class JournalPaths
{
    internal const string TemporaryPrefix = "preparing-";

    private const string Extension = ".ucj";
    private const int Digits = 20;
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Names the files; touches nothing on disk.</summary>
    /// <exception cref="ArgumentException">The instance's name is not valid, or the directory is empty.</exception>
    public JournalPaths(string directory, string instance)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        if (!InstancePaths.IsValidName(instance))
        {
            throw new ArgumentException($"'{instance}' is not a name for an instance.", nameof(instance));
        }

        Instance = instance;
        Directory = Path.Combine(Path.GetFullPath(directory), instance);
    }

    /// <summary>Name of the instance.</summary>
    public string Instance { get; }

    /// <summary>Directory of this instance's segments.</summary>
    public string Directory { get; }

    /// <summary>The file whose lock the journal's writer holds.</summary>
    internal string Lock => Path.Combine(Directory, "lock");

    /// <summary>Path of the segment that begins with a sequence.</summary>
    public string Segment(JournalStream stream, long firstSequence) =>
        Path.Combine(Directory, Prefix(stream) + firstSequence.ToString("D" + Digits, CultureInfo.InvariantCulture) + Extension);

    /// <summary>The segments of a stream by their first sequence. Empty when there is no directory or it may not be read.</summary>
    public IReadOnlyList<SegmentName> Segments(JournalStream stream)
    {
        try
        {
            List<SegmentName> found = [];
            foreach (string path in System.IO.Directory.EnumerateFiles(Directory, Prefix(stream) + "*" + Extension))
            {
                if (FirstSequence(path, stream) is > 0 and long first)
                {
                    found.Add(new SegmentName(path, stream, first));
                }
            }

            found.Sort(static (a, b) => a.FirstSequence.CompareTo(b.FirstSequence));
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Creates the directories that are missing, each with mode 0750.</summary>
    /// <exception cref="IOException">One cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be created.</exception>
    public void EnsureDirectory() => System.IO.Directory.CreateDirectory(Directory, DirectoryMode);

    internal string Temporary(JournalStream stream) => Path.Combine(Directory, TemporaryPrefix + Prefix(stream) + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Files that a writer which died left unfinished.</summary>
    internal IEnumerable<string> Leftovers() => System.IO.Directory.EnumerateFiles(Directory, TemporaryPrefix + "*");

    private static string Prefix(JournalStream stream) => stream == JournalStream.Events ? "events-" : "signals-";

    private static long FirstSequence(string path, JournalStream stream)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        ReadOnlySpan<char> digits = name[Prefix(stream).Length..^Extension.Length];
        return digits.Length == Digits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long first) ? first : 0;
    }
}
