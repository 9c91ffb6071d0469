using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.TestPeer;

/// <summary>
/// Frames that give themselves away when torn: word i of 32 is (version + i) × odd constant, so a copy that mixes two versions
/// breaks the step between two neighbours. Word 0 is the sequence of a history frame. The same relation as in
/// native/tests/test_torn.c, but for its word 8, which is no exception here.
/// </summary>
internal static class TornFrame
{
    public const int Instrument = 1;

    private const ulong Factor = 0x9E37_79B9_7F4A_7C15UL;

    public static void Fill(ref SignalFrame frame, long version)
    {
        ulong word = (ulong)version * Factor;
        foreach (ref ulong target in MemoryMarshal.Cast<SignalFrame, ulong>(MemoryMarshal.CreateSpan(ref frame, 1)))
        {
            target = word;
            word += Factor;
        }
    }

    /// <summary>Whether words 1 … 31 belong to <paramref name="version"/>.</summary>
    public static bool IsWhole(in SignalFrame frame, long version)
    {
        ulong expected = (ulong)version * Factor;
        ulong wrong = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<SignalFrame, ulong>(MemoryMarshal.CreateReadOnlySpan(in frame, 1));
        for (int i = 1; i < words.Length; i++)
        {
            expected += Factor;
            wrong |= words[i] ^ expected;
        }

        return wrong == 0;
    }
}
