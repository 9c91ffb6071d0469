using System.Runtime.CompilerServices;
using UltraCascade.Measurement.Statistics;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>One record over the shared ring, from the clock reading before the publish to the one after the read.</summary>
internal sealed class RingHop(PinnedPair pair, SharedRing there, SharedRing back)
{
    private const double SendsPerSecond = 300_000;
    private const int OneWaySends = 40_000;
    private const int RoundTrips = 60_000;

    /// <summary>One way: the sender writes its clock into the record, the receiver compares it with its own.</summary>
    public LogLinearHistogram OneWay()
    {
        LogLinearHistogram histogram = new();
        pair.RunBoth(() => Send(OneWaySends), () => Receive(histogram, OneWaySends));
        return histogram;
    }

    /// <summary>There and back over two rings, by one clock.</summary>
    public LogLinearHistogram RoundTrip()
    {
        LogLinearHistogram histogram = new();
        pair.RunBoth(() => Call(histogram, RoundTrips), () => Answer(RoundTrips));
        return histogram;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Send(int sends)
    {
        Pace pace = new(MonotonicClock.NowNs() + 1_000_000, SendsPerSecond);
        EventRecord record = default;
        for (int i = 0; i < sends; i++)
        {
            long intended = pace.IntendedNs(i);
            long now;
            while ((now = MonotonicClock.NowNs()) < intended)
            {
            }

            record.Id = (ulong)pace.CountsFromNs(i, now);
            while (!there.Writer.TryPublish(ref record))
            {
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Receive(LogLinearHistogram histogram, int sends)
    {
        for (int i = 0; i < sends; i++)
        {
            EventRecord record;
            while (!there.Reader.TryRead(out record))
            {
            }

            histogram.Record(MonotonicClock.NowNs() - (long)record.Id);
            there.ReleaseNowAndThen(record.Sequence);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Call(LogLinearHistogram histogram, int trips)
    {
        EventRecord record = default;
        for (int i = 0; i < trips; i++)
        {
            long beginNs = MonotonicClock.NowNs();
            while (!there.Writer.TryPublish(ref record))
            {
            }

            EventRecord answer;
            while (!back.Reader.TryRead(out answer))
            {
            }

            histogram.Record(MonotonicClock.NowNs() - beginNs);
            back.ReleaseNowAndThen(answer.Sequence);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Answer(int trips)
    {
        EventRecord record;
        for (int i = 0; i < trips; i++)
        {
            while (!there.Reader.TryRead(out record))
            {
            }

            there.ReleaseNowAndThen(record.Sequence);
            while (!back.Writer.TryPublish(ref record))
            {
            }
        }
    }
}
