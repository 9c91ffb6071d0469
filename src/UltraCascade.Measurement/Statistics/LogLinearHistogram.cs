using System.Numerics;
using System.Runtime.CompilerServices;

namespace UltraCascade.Measurement.Statistics;

/// <summary>
/// Counts of durations in buckets that are linear within each power of two and double from one to the next.
/// <code>
/// value          0 … 255         256 … 511     512 … 1023    …   2^39 … 2^40 - 1
/// bucket width   1               2             4             …   2^32
/// </code>
/// A percentile is the highest value of its bucket: never below the recorded one, above it by less than one part in 128
/// (0.79 %), exact below 256. The smallest and the largest value are kept exactly. What is longer than <see cref="Limit"/> counts
/// in the last bucket and in <see cref="Max"/>. Recording allocates nothing; one thread.
/// </summary>
public sealed class LogLinearHistogram
{
    /// <summary>Largest value with a bucket of its own: 2^40 - 1, which is 18 minutes in ns.</summary>
    public const long Limit = (1L << LimitBits) - 1;

    /// <summary>Bound of (reported - recorded) / recorded.</summary>
    public const double RelativeError = 1.0 / (1 << LinearBits);

    private const int LinearBits = 7;
    private const int LimitBits = 40;
    private const int Buckets = ((LimitBits - LinearBits) << LinearBits) + (1 << LinearBits);

    private readonly long[] _counts = new long[Buckets];
    private double _sum;

    /// <summary>Values recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest value recorded; 0 when there is none.</summary>
    public long Min { get; private set; }

    /// <summary>Largest value recorded; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>Arithmetic mean; NaN when there is none. For checks: an average is not a latency.</summary>
    public double Mean => _sum / Count;

    /// <summary>Counts one value; a negative one (clocks of two processors may differ by a little) counts as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(long value)
    {
        value = Math.Max(0, value);
        _counts[BucketOf(Math.Min(value, Limit))]++;
        _sum += value;
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Count++;
    }

    /// <summary>Adds all counts of another histogram.</summary>
    public void Add(LogLinearHistogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        for (int i = 0; i < Buckets; i++)
        {
            _counts[i] += other._counts[i];
        }

        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _sum += other._sum;
        Count += other.Count;
    }

    /// <summary>The same counts with every value multiplied by <paramref name="factor"/>, as a change of unit.</summary>
    public LogLinearHistogram Scaled(double factor)
    {
        LogLinearHistogram scaled = new();
        for (int i = 0; i < Buckets; i++)
        {
            if (_counts[i] > 0)
            {
                long value = Math.Clamp((long)(Math.Min(HighestOf(i), Max) * factor), 0, Limit);
                scaled._counts[BucketOf(value)] += _counts[i];
            }
        }

        scaled.Count = Count;
        scaled.Min = (long)(Min * factor);
        scaled.Max = (long)(Max * factor);
        scaled._sum = _sum * factor;
        return scaled;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        _sum = 0;
        Count = 0;
        Min = 0;
        Max = 0;
    }

    /// <summary>
    /// The value that <paramref name="percent"/> (0 … 100) of the recorded ones do not exceed; 0 when there is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no percentage.</exception>
    public long Percentile(double percent)
    {
        if (!(percent >= 0 && percent <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile is between 0 and 100.");
        }

        long rank = Math.Max(1, (long)Math.Ceiling(Count * (percent / 100.0)));
        if (rank >= Count)
        {
            return Max;
        }

        long seen = 0;
        for (int i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(HighestOf(i), Max);
            }
        }

        return Max;
    }

    /// <summary>Bucket of a value from 0 to <see cref="Limit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int BucketOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - LinearBits);
        return (shift << LinearBits) + (int)(value >> shift);
    }

    /// <summary>Highest value that falls into a bucket.</summary>
    internal static long HighestOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> LinearBits) - 1);
        long lowest = (long)(bucket - (shift << LinearBits)) << shift;
        return lowest + (1L << shift) - 1;
    }
}
