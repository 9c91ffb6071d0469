using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UltraCascade.Protocol;

/// <summary>
/// The running 64-bit hash over history frames that proves two runs said the same. Each of the frame's 32 words is mixed in
/// order with the finaliser of SplitMix64 (Steele, Lea, Flood 2014), publish_ns and the Replay flag read as zero.
/// </summary>
public static class SignalHash
{
    /// <summary>Hash of no frames.</summary>
    public const ulong Seed = 0x9E37_79B9_7F4A_7C15UL;

    /// <summary>Continues <paramref name="hash"/> over one frame. Allocates nothing.</summary>
    public static ulong Append(ulong hash, in SignalFrame frame)
    {
        SignalFrame copy = frame;
        copy.PublishNs = 0;
        copy.Flags &= ~SignalFlags.Replay;
        foreach (ulong word in MemoryMarshal.Cast<SignalFrame, ulong>(MemoryMarshal.CreateReadOnlySpan(ref copy, 1)))
        {
            hash = Mix(hash ^ word);
        }

        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
