namespace UltraCascade.SharedMemory;

/// <summary>Device and inode: which file a path means now. The default value means none.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>Identity of the file at <paramref name="path"/> (of a link itself, not of what it names); the default when there is none.</summary>
    internal static unsafe FileIdentity OfPath(string path)
    {
        ulong device, inode;
        return NativeMethods.PathIdentity(path, &device, &inode) == 0 ? new FileIdentity(device, inode) : default;
    }
}
