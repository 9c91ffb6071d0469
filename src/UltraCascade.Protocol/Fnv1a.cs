namespace UltraCascade.Protocol;

/// <summary>
/// FNV-1a, 64 bits (Fowler, Noll, Vo; offset basis and prime as published). For names and layouts: short inputs, read at
/// start-up, the same in every language in three lines.
/// </summary>
public static class Fnv1a
{
    /// <summary>Hash of no bytes.</summary>
    public const ulong OffsetBasis = 14695981039346656037UL;

    private const ulong Prime = 1099511628211UL;

    /// <summary>Continues <paramref name="hash"/> over <paramref name="bytes"/>.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes, ulong hash = OffsetBasis)
    {
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * Prime;
        }

        return hash;
    }
}
