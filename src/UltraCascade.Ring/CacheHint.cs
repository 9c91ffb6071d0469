using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace UltraCascade.Ring;

/// <summary>Tells the processor what will be wanted soon. A hint: it changes no value, and where it is not known it is nothing.</summary>
public static unsafe class CacheHint
{
    /// <summary>Begins to fetch the line of <paramref name="place"/> for reading; returns at once. The place may not be valid any more when it arrives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<T>(ref readonly T place)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }
}
