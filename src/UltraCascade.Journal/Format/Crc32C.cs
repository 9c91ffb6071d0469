using System.Numerics;
using System.Runtime.InteropServices;

namespace UltraCascade.Journal;

/// <summary>
/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, initial and final value all ones), which processors compute eight bytes at a
/// time. It finds every burst of up to 32 bits and every error of up to five bits in a block of ours.
/// </summary>
public static class Crc32C
{
    /// <summary>Value before the first byte.</summary>
    public const uint Initial = uint.MaxValue;

    /// <summary>Checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(Initial, bytes);

    /// <summary>Continues over more bytes; the caller inverts the end value.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }

    /// <summary>The checksum that a block's header must carry.</summary>
    internal static uint OfBlock(ReadOnlySpan<byte> block) =>
        ~Append(Append(Initial, block[..BlockHeader.ChecksumOffset]), block[BlockHeader.Size..]);

    /// <summary>The checksum that a segment's header must carry.</summary>
    internal static uint OfHeader(ReadOnlySpan<byte> header) => Of(header[..SegmentHeader.ChecksumOffset]);
}
