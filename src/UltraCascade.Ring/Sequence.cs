using System.Runtime.InteropServices;

namespace UltraCascade.Ring;

/// <summary>
/// A position that one thread moves forward and others follow: the producer's cursor, or how far a processor has come.
/// Sequences are 1-based; <see cref="Initial"/> means that nothing was published. 128 bytes of padding on both sides keep
/// the value alone on its pair of cache lines wherever the garbage collector puts the object.
/// <para>One writer, any number of readers. A reader that acquires value n sees everything that the writer did before it
/// released n: for the cursor the records up to n, for a processor its last use of the slots up to n.</para>
/// </summary>
[StructLayout(LayoutKind.Explicit)]
public sealed class Sequence
{
    /// <summary>The value before anything was published.</summary>
    public const long Initial = 0;

    /// <summary>What a claim returns when it was abandoned because the ring was halted or a handler failed.</summary>
    public const long Halted = -1;

    /// <summary>Bytes kept free on each side: two lines of 64 bytes, because processors fetch lines in pairs.</summary>
    public const int PaddingBytes = 128;

    [FieldOffset(PaddingBytes)] private long _value;

    // The runtime ignores StructLayout.Size on a class, so the far end of the padding is a field.
#pragma warning disable CS0169
    [FieldOffset(2 * PaddingBytes)] private readonly long _endOfPadding;
#pragma warning restore CS0169

    /// <summary>Creates a sequence that stands at <paramref name="initial"/>.</summary>
    public Sequence(long initial = Initial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initial);
        _value = initial;
    }

    /// <summary>
    /// The position, loaded with acquire. Pairs with the release in <see cref="SetValue"/>.
    /// </summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>The position, loaded plainly: for the thread that writes it, which needs no order against itself.</summary>
    public long PlainValue => _value;

    /// <summary>
    /// Stores the position with release: everything done before is visible to whoever acquires it through
    /// <see cref="Value"/>. A plain store on x64, <c>stlr</c> on ARM64; orders nothing against later loads.
    /// </summary>
    public void SetValue(long value) => Volatile.Write(ref _value, value);

    /// <summary>
    /// Stores the position with release and then a full fence, so that no later load of this thread is done before the store
    /// is visible. For writers that ask afterwards whether somebody waits.
    /// </summary>
    public void SetValueVolatile(long value)
    {
        Volatile.Write(ref _value, value);
        Interlocked.MemoryBarrier();
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
