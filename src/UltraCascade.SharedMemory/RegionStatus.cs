namespace UltraCascade.SharedMemory;

/// <summary>Whether a region file can be used, and if not, why.</summary>
public enum RegionStatus
{
    /// <summary>Open, checked and mapped.</summary>
    Ready,

    /// <summary>No such file: its writer has not started yet, or another directory or instance is meant.</summary>
    Missing,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file is shorter than its header says, or than a header.</summary>
    Truncated,

    /// <summary>Not a region of UltraCascade: another magic, or not a regular file.</summary>
    NotOurs,

    /// <summary>Written on a machine of the other byte order.</summary>
    OtherEndianness,

    /// <summary>Written by another major version of the layout.</summary>
    OtherAbi,

    /// <summary>Same version, but the fields lie elsewhere (another build).</summary>
    OtherLayout,

    /// <summary>A region of ours, but of another kind than asked for.</summary>
    WrongKind,

    /// <summary>An offset, size or sequence in it is impossible.</summary>
    Corrupt,

    /// <summary>The permissions of the file or of its directory forbid it.</summary>
    Denied,

    /// <summary>The path is a symbolic link, which is never followed.</summary>
    Symlink,

    /// <summary>The operating system refused for another reason, which the message names (no space, no memory …).</summary>
    Failed,
}
