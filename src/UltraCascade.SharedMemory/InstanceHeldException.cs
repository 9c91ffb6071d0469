namespace UltraCascade.SharedMemory;

/// <summary>Another live process holds the lock: a second engine on an instance, or a second writer on a feed.</summary>
public sealed class InstanceHeldException : IOException
{
    /// <summary>Makes the exception.</summary>
    public InstanceHeldException(string path, int holderPid, string message)
        : base(message)
    {
        Path = path;
        HolderPid = holderPid;
    }

    /// <summary>The locked file.</summary>
    public string Path { get; }

    /// <summary>Process id of the holder; 0 when it is not known.</summary>
    public int HolderPid { get; }
}
