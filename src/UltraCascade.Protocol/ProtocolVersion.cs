namespace UltraCascade.Protocol;

/// <summary>
/// The constants by which a process recognises a file as one of ours before it believes a single offset in it.
/// </summary>
public static class ProtocolVersion
{
    /// <summary>First eight bytes of every region: the ASCII text <c>UCASCADE</c> read as a little-endian 64-bit integer.</summary>
    public const ulong Magic = 0x4544_4143_5341_4355UL;

    /// <summary>Written in the writer's byte order. A reader that sees <see cref="SwappedEndianMark"/> must refuse the region.</summary>
    public const uint EndianMark = 0x0102_0304U;

    /// <summary><see cref="EndianMark"/> as a machine of the other byte order reads it.</summary>
    public const uint SwappedEndianMark = 0x0403_0201U;

    /// <summary>Raised when a field moves or changes its meaning: readers of another major refuse the region.</summary>
    public const ushort AbiMajor = 1;

    /// <summary>Raised when a reserved field gets a meaning: readers of an older minor still read all they know.</summary>
    public const ushort AbiMinor = 0;

    /// <summary>Bytes of <see cref="RegionHeader"/>; the field table text begins here.</summary>
    public const int HeaderBytes = 4096;

    /// <summary>Sections of a region begin at multiples of this (a page, so that a section can be locked or advised alone).</summary>
    public const int SectionAlignment = 4096;
}
