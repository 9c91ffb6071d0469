namespace UltraCascade.Protocol;

/// <summary>
/// The mark that an overwritable slot carries in its first eight bytes while its payload is not whole: bit 63, with the
/// value about to be published in the other bits. Without the mark a reader that loads the old value, is passed by the
/// writer and loads the old value again would accept a torn payload.
/// </summary>
public static class WritingMark
{
    /// <summary>Bit 63.</summary>
    public const long Bit = unchecked((long)0x8000_0000_0000_0000UL);

    /// <summary>Marks <paramref name="value"/> as being written.</summary>
    public static long Set(long value) => value | Bit;

    /// <summary>Whether a slot's first eight bytes carry the mark.</summary>
    public static bool IsSet(long stored) => stored < 0;

    /// <summary>The value without the mark.</summary>
    public static long Clear(long stored) => stored & ~Bit;
}
