using System.Runtime.CompilerServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// Liquidations a second that one engine thread takes from its feed, signals published. The feed is kept full by the measuring
/// thread; what counts is what the engine gave back as consumed. Observers, if any, are read in turn by the same thread, a
/// few looks after each batch: the feed never runs dry meanwhile, so what they cost the engine is cache traffic alone.
/// </summary>
internal sealed class PathRate(PathRig rig, Observers observers, bool ticks)
{
    private const int BatchRecords = 64;
    private const int MostFillBatches = 8192;

    private readonly EventRecord[] _batch = new EventRecord[BatchRecords];

    /// <summary>Feeds for <paramref name="durationNs"/> and returns events a second, with <paramref name="readers"/> observers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Measure(long durationNs, int readers)
    {
        // The feed is full at the start of the time, so that the engine has work from its first ns to its last.
        FillUp();
        long beginNs = MonotonicClock.NowNs();
        long consumedBefore = rig.Writer.Consumed;
        long endNs = beginNs + durationNs;
        long now;
        int rest = 0;
        while ((now = MonotonicClock.NowNs()) < endNs)
        {
            if (rest == 0)
            {
                NextBatch();
                rest = BatchRecords;
            }

            rest -= rig.Writer.TryPublishBatch(_batch.AsSpan(BatchRecords - rest));
            observers.Look(readers);
        }

        long consumed = rig.Writer.Consumed;
        while (rest > 0)
        {
            rest -= rig.Writer.TryPublishBatch(_batch.AsSpan(BatchRecords - rest));
        }

        long events = ticks
            ? (consumed - consumedBefore) * EventPattern.PerTick / (EventPattern.PerTick + 1)
            : consumed - consumedBefore;
        rig.Engine.ThrowWhenGone();
        return events * 1e9 / (now - beginNs);
    }

    // Until a batch has to wait: then the engine has a whole feed of records ahead of it. An engine that keeps up has none, and
    // needs none.
    private void FillUp()
    {
        bool isFull = false;
        for (int batches = 0; batches < MostFillBatches && !isFull; batches++)
        {
            NextBatch();
            for (int rest = BatchRecords; rest > 0;)
            {
                int taken = rig.Writer.TryPublishBatch(_batch.AsSpan(BatchRecords - rest));
                isFull |= taken < rest;
                rest -= taken;
            }
        }
    }

    private void NextBatch()
    {
        for (int i = 0; i < BatchRecords; i++)
        {
            rig.Pattern.Next(ref _batch[i]);
        }
    }
}
