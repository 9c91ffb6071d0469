using System.Runtime.InteropServices;

namespace UltraCascade.Ring;

/// <summary>
/// "Somebody may be parked", alone on its cache lines because each publish reads it. Raised by waiters, lowered by whoever
/// wakes them. Padding as in <see cref="Sequence"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal sealed class WaiterFlag
{
    [FieldOffset(Sequence.PaddingBytes)] private int _raised;

#pragma warning disable CS0169 // The far end of the padding, as in Sequence.
    [FieldOffset(2 * Sequence.PaddingBytes)] private readonly long _endOfPadding;
#pragma warning restore CS0169

    public bool IsRaised => Volatile.Read(ref _raised) != 0;

    public void Raise() => Volatile.Write(ref _raised, 1);

    public void Lower() => Volatile.Write(ref _raised, 0);
}
