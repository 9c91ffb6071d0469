using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Correlation;

/// <summary>The row update lane by lane: the twin that the vector code is compared with.</summary>
public readonly struct ScalarRow : IRowKernel
{
    /// <inheritdoc/>
    public static void Add(ref int counts, ref float sums, int lanes, float decay)
    {
        float decay2 = decay * decay;
        for (int lane = 0; lane < lanes; lane++)
        {
            int c0 = Unsafe.Add(ref counts, lane);
            int c1 = Unsafe.Add(ref counts, lane + lanes);
            int c2 = Unsafe.Add(ref counts, lane + (2 * lanes));
            int c3 = Unsafe.Add(ref counts, lane + (3 * lanes));
            int n = Math.Min(c1 - c0 + (c3 - c2), NullTable.MaxEvents);
            float miss = c2 == c1 ? 1f : 0f;
            float none = NullTable.Low[n & 15] * NullTable.High[n >> 4];
            Accumulate(ref Unsafe.Add(ref sums, lane), decay, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + lanes), decay, none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (2 * lanes)), decay2, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + (3 * lanes)), decay2, miss * none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (4 * lanes)), decay2, none * none);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(ref int counts, int lanes, int lane) => Unsafe.Add(ref counts, lane)++;

    private static void Accumulate(ref float sum, float decay, float value) => sum = (sum * decay) + value;
}
