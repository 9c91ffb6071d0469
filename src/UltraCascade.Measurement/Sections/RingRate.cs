using System.Runtime.CompilerServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>Records a second through the shared ring, published one by one or sixteen at a time, read one by one.</summary>
internal sealed class RingRate(PinnedPair pair, SharedRing ring)
{
    /// <summary>Records of one batch.</summary>
    public const int Batch = 16;

    private const int Singles = 2_000_000;
    private const int InBatches = 4_000_000;

    private readonly EventRecord[] _batch = new EventRecord[Batch];
    private long _beginNs;
    private long _endNs;

    /// <summary>Records a second, each published by itself.</summary>
    public double Single() => Rate(Singles, () => PublishSingles(Singles));

    /// <summary>Records a second, published in batches.</summary>
    public double InBatchesOf16() => Rate(InBatches, () => PublishBatches(InBatches));

    private double Rate(int records, Action publish)
    {
        pair.RunBoth(publish, () => Read(records));
        return records * 1e9 / (_endNs - _beginNs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PublishSingles(int records)
    {
        EventRecord record = default;
        _beginNs = MonotonicClock.NowNs();
        for (int i = 0; i < records; i++)
        {
            while (!ring.Writer.TryPublish(ref record))
            {
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PublishBatches(int records)
    {
        _beginNs = MonotonicClock.NowNs();
        for (int published = 0; published < records; published += Batch)
        {
            ReadOnlySpan<EventRecord> rest = _batch;
            while (!rest.IsEmpty)
            {
                rest = rest[ring.Writer.TryPublishBatch(rest)..];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(int records)
    {
        for (int i = 0; i < records; i++)
        {
            EventRecord record;
            while (!ring.Reader.TryRead(out record))
            {
            }

            ring.ReleaseNowAndThen(record.Sequence);
        }

        _endNs = MonotonicClock.NowNs();
    }
}
