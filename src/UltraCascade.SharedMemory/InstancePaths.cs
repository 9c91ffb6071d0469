using System.Runtime.InteropServices;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Where the files of one instance are:
/// <code>
/// directory/instance/lock         held by the engine (flock), names its pid
/// directory/instance/ring         the engine's ring and feed positions
/// directory/instance/signals      the product
/// directory/instance/feed-NAME    one per feed, held by its writer (flock)
/// directory/instance/serve.json   what the serve process says of itself
/// </code>
/// </summary>
public sealed class InstancePaths
{
    /// <summary>Directory used when none is named.</summary>
    public const string DefaultDirectory = "/dev/shm/ultracascade";

    /// <summary>What stands between a region's name and the pid in the name of a region that is not finished yet.</summary>
    internal const string TemporaryMark = ".tmp-";

    /// <summary>With what the name of a feed's file begins.</summary>
    internal const string FeedPrefix = "feed-";

    private const int MaxNameLength = 31;
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Names the files; touches nothing on disk.</summary>
    /// <exception cref="ArgumentException">The instance's name is not valid, or the directory is empty; the message says why.</exception>
    public InstancePaths(string directory, string instance)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        RequireValidName(instance, "an instance");
        Root = Path.GetFullPath(directory);
        Instance = instance;
        Directory = Path.Combine(Root, instance);
        Lock = Path.Combine(Directory, "lock");
        Ring = Path.Combine(Directory, "ring");
        Signals = Path.Combine(Directory, "signals");
        Serve = Path.Combine(Directory, "serve.json");
    }

    /// <summary>The directory of all instances.</summary>
    public string Root { get; }

    /// <summary>Name of the instance.</summary>
    public string Instance { get; }

    /// <summary>The directory of this instance.</summary>
    public string Directory { get; }

    /// <summary>The lock file. Never renamed or unlinked.</summary>
    public string Lock { get; }

    /// <summary>The ring region.</summary>
    public string Ring { get; }

    /// <summary>The signal region.</summary>
    public string Signals { get; }

    /// <summary>What the serve process says of itself: JSON, replaced whole.</summary>
    public string Serve { get; }

    /// <summary>Group id given to what is created; -1 leaves the process's own group.</summary>
    public long GroupId { get; init; } = -1;

    /// <summary>
    /// Whether a name of an instance or feed is valid: a letter or digit, then up to 30 letters, digits, dots, underscores and
    /// hyphens; <c>.tmp-</c> is kept for unfinished files.
    /// </summary>
    public static bool IsValidName(string name) =>
        name is { Length: >= 1 and <= MaxNameLength }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && !name.Contains(TemporaryMark, StringComparison.Ordinal);

    /// <summary>The region of the feed called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The name is not valid; the message says why.</exception>
    public string Feed(string name)
    {
        RequireValidName(name, "a feed");
        return Path.Combine(Directory, FeedPrefix + name);
    }

    /// <summary>Name of the feed whose region is at <paramref name="path"/>; the file's whole name when it has no feed prefix.</summary>
    public static string FeedName(string path)
    {
        string file = Path.GetFileName(path);
        return file.StartsWith(FeedPrefix, StringComparison.Ordinal) ? file[FeedPrefix.Length..] : file;
    }

    /// <summary>Whether a file of the instance's directory is one of its regions, finished or not: nothing else there is ever removed.</summary>
    public bool IsRegion(string path)
    {
        string name = Path.GetFileName(path);
        int end = name.IndexOf(TemporaryMark, StringComparison.Ordinal);
        name = end < 0 ? name : name[..end];
        return Path.Combine(Directory, name) == Ring || Path.Combine(Directory, name) == Signals
            || (name.StartsWith(FeedPrefix, StringComparison.Ordinal) && IsValidName(name[FeedPrefix.Length..]));
    }

    /// <summary>Names of the feeds that have a file, in ordinal order. Empty when the instance has no directory or forbids reading it.</summary>
    public IEnumerable<string> FeedNames()
    {
        try
        {
            return [.. System.IO.Directory.EnumerateFiles(Directory, FeedPrefix + "*")
                .Select(FeedName)
                .Where(IsValidName)
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Creates the directories that are missing, with mode 0750 (and the group, if one is set). Those that are there must be trusted: not
    /// somebody else's, not open to everybody, and the instance's no symbolic link.
    /// </summary>
    /// <exception cref="RegionException">They cannot be created or trusted.</exception>
    public void EnsureDirectory()
    {
        Ensure(Root);
        Ensure(Directory);
        RequireTrust();
    }

    /// <summary>Throws unless the directories are there and can be trusted.</summary>
    /// <exception cref="RegionException">They are not, or cannot.</exception>
    public void RequireTrust()
    {
        int error = NativeMethods.PathTrust(Lock);
        if (error != 0)
        {
            RegionStatus status = RegionAdvice.OfErrno(error, out string reason);
            throw new RegionException(Directory, status, $"The directory {Directory} cannot be used: {reason}. {RegionAdvice.ForPlace(status)}");
        }
    }

    private void Ensure(string directory)
    {
        if (System.IO.Directory.Exists(directory))
        {
            return;
        }

        try
        {
            System.IO.Directory.CreateDirectory(directory, DirectoryMode);
            File.SetUnixFileMode(directory, DirectoryMode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RegionStatus status = e is UnauthorizedAccessException ? RegionStatus.Denied : RegionStatus.Failed;
            throw new RegionException(directory, status,
                $"The directory {directory} cannot be created: {e.Message} Create it with write permission for this user, or name another one with --dir.");
        }

        if (GroupId >= 0 && NativeMethods.ChangeOwner(directory, uint.MaxValue, (uint)GroupId) != 0)
        {
            throw new RegionException(directory, RegionStatus.Denied,
                $"The directory {directory} cannot be given to group {GroupId}: {Errno.Describe(Marshal.GetLastPInvokeError())}. Use a group this user is a member of.");
        }
    }

    private static void RequireValidName(string name, string what)
    {
        if (!IsValidName(name))
        {
            throw new ArgumentException(
                $"'{name}' is not a name for {what}: a letter or digit, then up to 30 letters, digits, '.', '_' or '-', without '{TemporaryMark}'.",
                nameof(name));
        }
    }
}
