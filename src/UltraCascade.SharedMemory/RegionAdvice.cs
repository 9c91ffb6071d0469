using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>The sentence of an error message that says what to do, and the status that an errno of open means.</summary>
internal static class RegionAdvice
{
    /// <summary>What somebody who wanted to read the region can do.</summary>
    internal static string ForReader(RegionStatus status, RegionKind kind) => status switch
    {
        RegionStatus.Missing => kind == RegionKind.Feed
            ? "Start the feed's writer, or check --dir and --instance."
            : "Start the engine (ultracascade run), or check --dir and --instance.",
        RegionStatus.OtherAbi or RegionStatus.OtherLayout => "Use a reader and a writer of the same version.",
        RegionStatus.OtherEndianness => "Read it on the machine that wrote it.",
        RegionStatus.Denied => "Run as the user of the engine or as a member of its group.",
        RegionStatus.Symlink => "Name the file itself: links are not followed.",
        RegionStatus.WrongKind => "Name the file of the wanted kind: ring, signals or feed-NAME.",
        _ => "Restart its writer; if that does not help, remove the file (ultracascade shm clean).",
    };

    /// <summary>What somebody who owns the region can do.</summary>
    internal static string ForOwner(RegionStatus status) => status switch
    {
        RegionStatus.Denied => "Run as the user that owns the file, or remove it (ultracascade shm clean).",
        RegionStatus.Symlink => "Remove the link: links are not followed.",
        RegionStatus.Failed => "Free what is missing and start again.",
        _ => "It is left as it is. If nothing in it is needed, remove it (ultracascade shm clean, or delete the file) and start again.",
    };

    /// <summary>What somebody can do whose directories cannot be trusted.</summary>
    internal static string ForPlace(RegionStatus status) => status switch
    {
        RegionStatus.Missing => "Check --dir and --instance.",
        RegionStatus.Symlink => "Name the directory itself with --dir: an instance is never reached by a link.",
        _ => "Run as its owner or as a member of its group, take away others' write permission, or name another directory with --dir.",
    };

    /// <summary>Status and reason for a failed open.</summary>
    internal static RegionStatus OfErrno(int error, out string reason)
    {
        int number = Math.Abs(error);
        reason = number switch
        {
            Errno.NoEntry or Errno.NotADirectory => "there is no such file",
            Errno.NotPermitted => "it, its directory or the one above belongs to a user who is neither this one nor root and to no group of this user's, or everybody may write to it",
            Errno.AccessDenied or Errno.ReadOnlyFileSystem => $"access is refused: {Errno.Describe(number)}",
            Errno.TooManyLinks => "it or its directory is a symbolic link",
            Errno.IsADirectory or Errno.Invalid => "it is not a regular file",
            _ => Errno.Describe(number),
        };
        return number switch
        {
            Errno.NoEntry or Errno.NotADirectory => RegionStatus.Missing,
            Errno.AccessDenied or Errno.NotPermitted or Errno.ReadOnlyFileSystem => RegionStatus.Denied,
            Errno.TooManyLinks => RegionStatus.Symlink,
            Errno.IsADirectory or Errno.Invalid => RegionStatus.NotOurs,
            _ => RegionStatus.Failed,
        };
    }
}
