namespace UltraCascade.SharedMemory;

/// <summary>A region could not be created or continued. The message says what, why and what to do about it.</summary>
public sealed class RegionException : IOException
{
    /// <summary>Makes the exception.</summary>
    public RegionException(string path, RegionStatus status, string message)
        : base(message)
    {
        Path = path;
        Status = status;
    }

    /// <summary>The region file.</summary>
    public string Path { get; }

    /// <summary>Why it cannot be used.</summary>
    public RegionStatus Status { get; }
}
