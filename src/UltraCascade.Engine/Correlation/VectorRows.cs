using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Correlation;

/// <summary>The row update in 128 bits; the table is read lane by lane, since a permute of four entries would not pay.</summary>
public readonly struct Row128 : IRowKernel
{
    /// <inheritdoc/>
    public static void Add(ref int counts, ref float sums, int lanes, float decay)
    {
        Vector128<float> slow = Vector128.Create(decay);
        Vector128<float> fast = Vector128.Create(decay * decay);
        for (int lane = 0; lane < lanes; lane += Vector128<float>.Count)
        {
            Vector128<int> c0 = Vector128.LoadUnsafe(ref Unsafe.Add(ref counts, lane));
            Vector128<int> c1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref counts, lane + lanes));
            Vector128<int> c2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref counts, lane + (2 * lanes)));
            Vector128<int> c3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref counts, lane + (3 * lanes)));
            Vector128<int> n = Vector128.Min(c1 - c0 + (c3 - c2), Vector128.Create(NullTable.MaxEvents));
            Vector128<float> miss = Vector128.ConditionalSelect(Vector128.Equals(c2, c1).AsSingle(), Vector128<float>.One, Vector128<float>.Zero);
            Vector128<float> none = Vector128.Create(Power(n[0]), Power(n[1]), Power(n[2]), Power(n[3]));
            Accumulate(ref Unsafe.Add(ref sums, lane), slow, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + lanes), slow, none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (2 * lanes)), fast, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + (3 * lanes)), fast, miss * none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (4 * lanes)), fast, none * none);
        }
    }

    private static float Power(int n) => NullTable.Low[n & 15] * NullTable.High[n >> 4];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(ref int counts, int lanes, int lane)
    {
        ref int block = ref Unsafe.Add(ref counts, lane & ~(Vector128<int>.Count - 1));
        Vector128<int> here = Vector128.Equals(Vector128<int>.Indices, Vector128.Create(lane & (Vector128<int>.Count - 1)));
        (Vector128.LoadUnsafe(ref block) - here).StoreUnsafe(ref block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref float sum, Vector128<float> decay, Vector128<float> value) =>
        ((Vector128.LoadUnsafe(ref sum) * decay) + value).StoreUnsafe(ref sum);
}

/// <summary>The row update in 256 bits.</summary>
public readonly struct Row256 : IRowKernel
{
    /// <inheritdoc/>
    public static void Add(ref int counts, ref float sums, int lanes, float decay)
    {
        ref float lowTable = ref MemoryMarshal.GetReference(NullTable.Low);
        ref float highTable = ref MemoryMarshal.GetReference(NullTable.High);
        Vector256<float> low0 = Vector256.LoadUnsafe(ref lowTable);
        Vector256<float> low8 = Vector256.LoadUnsafe(ref lowTable, 8);
        Vector256<float> high = Vector256.LoadUnsafe(ref highTable);
        Vector256<float> slow = Vector256.Create(decay);
        Vector256<float> fast = Vector256.Create(decay * decay);
        for (int lane = 0; lane < lanes; lane += Vector256<float>.Count)
        {
            Vector256<int> c0 = Vector256.LoadUnsafe(ref Unsafe.Add(ref counts, lane));
            Vector256<int> c1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref counts, lane + lanes));
            Vector256<int> c2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref counts, lane + (2 * lanes)));
            Vector256<int> c3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref counts, lane + (3 * lanes)));
            Vector256<int> n = Vector256.Min(c1 - c0 + (c3 - c2), Vector256.Create(NullTable.MaxEvents));
            Vector256<float> miss = Vector256.ConditionalSelect(Vector256.Equals(c2, c1).AsSingle(), Vector256<float>.One, Vector256<float>.Zero);
            Vector256<int> place = n & Vector256.Create(7);
            Vector256<int> upper = Vector256.Equals(n & Vector256.Create(8), Vector256.Create(8));
            Vector256<float> none = Vector256.ConditionalSelect(upper.AsSingle(), Vector256.Shuffle(low8, place), Vector256.Shuffle(low0, place))
                * Vector256.Shuffle(high, n >>> 4);
            Accumulate(ref Unsafe.Add(ref sums, lane), slow, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + lanes), slow, none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (2 * lanes)), fast, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + (3 * lanes)), fast, miss * none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (4 * lanes)), fast, none * none);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(ref int counts, int lanes, int lane)
    {
        ref int block = ref Unsafe.Add(ref counts, lane & ~(Vector256<int>.Count - 1));
        Vector256<int> here = Vector256.Equals(Vector256<int>.Indices, Vector256.Create(lane & (Vector256<int>.Count - 1)));
        (Vector256.LoadUnsafe(ref block) - here).StoreUnsafe(ref block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref float sum, Vector256<float> decay, Vector256<float> value) =>
        ((Vector256.LoadUnsafe(ref sum) * decay) + value).StoreUnsafe(ref sum);
}

/// <summary>The row update in 512 bits; a row of eight lanes fits in half a vector and takes <see cref="Row256"/>.</summary>
public readonly struct Row512 : IRowKernel
{
    /// <inheritdoc/>
    public static void Add(ref int counts, ref float sums, int lanes, float decay)
    {
        if (lanes < Vector512<float>.Count)
        {
            Row256.Add(ref counts, ref sums, lanes, decay);
            return;
        }

        Vector512<float> low = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(NullTable.Low));
        Vector512<float> high = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(NullTable.High));
        Vector512<float> slow = Vector512.Create(decay);
        Vector512<float> fast = Vector512.Create(decay * decay);
        for (int lane = 0; lane < lanes; lane += Vector512<float>.Count)
        {
            Vector512<int> c0 = Vector512.LoadUnsafe(ref Unsafe.Add(ref counts, lane));
            Vector512<int> c1 = Vector512.LoadUnsafe(ref Unsafe.Add(ref counts, lane + lanes));
            Vector512<int> c2 = Vector512.LoadUnsafe(ref Unsafe.Add(ref counts, lane + (2 * lanes)));
            Vector512<int> c3 = Vector512.LoadUnsafe(ref Unsafe.Add(ref counts, lane + (3 * lanes)));
            Vector512<int> n = Vector512.Min(c1 - c0 + (c3 - c2), Vector512.Create(NullTable.MaxEvents));
            Vector512<float> miss = Vector512.ConditionalSelect(Vector512.Equals(c2, c1).AsSingle(), Vector512<float>.One, Vector512<float>.Zero);
            Vector512<float> none = Vector512.Shuffle(low, n & Vector512.Create(15)) * Vector512.Shuffle(high, n >>> 4);
            Accumulate(ref Unsafe.Add(ref sums, lane), slow, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + lanes), slow, none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (2 * lanes)), fast, miss);
            Accumulate(ref Unsafe.Add(ref sums, lane + (3 * lanes)), fast, miss * none);
            Accumulate(ref Unsafe.Add(ref sums, lane + (4 * lanes)), fast, none * none);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(ref int counts, int lanes, int lane)
    {
        if (lanes < Vector512<int>.Count)
        {
            Row256.Count(ref counts, lanes, lane);
            return;
        }

        ref int block = ref Unsafe.Add(ref counts, lane & ~(Vector512<int>.Count - 1));
        Vector512<int> here = Vector512.Equals(Vector512<int>.Indices, Vector512.Create(lane & (Vector512<int>.Count - 1)));
        (Vector512.LoadUnsafe(ref block) - here).StoreUnsafe(ref block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref float sum, Vector512<float> decay, Vector512<float> value) =>
        ((Vector512.LoadUnsafe(ref sum) * decay) + value).StoreUnsafe(ref sum);
}
