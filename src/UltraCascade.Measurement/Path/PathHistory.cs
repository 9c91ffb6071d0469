using System.Runtime.CompilerServices;
using UltraCascade.Measurement.Statistics;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// From the publish of a liquidation to its frame read from the history, by a reader that spins and by one that sleeps. History is
/// for what changes, so the liquidations are those of one instrument in a cascade, 110 ms of stream time apart: each gives one frame.
/// </summary>
internal sealed class PathHistory(PathRig rig, int instrument)
{
    private const double SendsPerSecond = 10_000;
    private const double SleepySendsPerSecond = 1_000;
    private const double CalmSendsPerSecond = 50;
    private const long CalmSpacingNs = 9_000_000_000;
    private const long CascadeSpacingNs = 110_000_000;
    private const int CalmEvents = 64;
    private const int OnsetEvents = 200;
    private const long PatienceNs = 1_000_000_000;

    private EventRecord _record;

    /// <summary>Lets the instrument learn a quiet baseline, then begins the cascade.</summary>
    public void Begin()
    {
        Send(CalmEvents, CalmSpacingNs);
        Send(OnsetEvents, CascadeSpacingNs);
    }

    /// <summary>The reader looks at the cursor all the time.</summary>
    public void Spinning(int events, LogLinearHistogram histogram) => Run(events, SendsPerSecond, isAsleep: false, histogram);

    /// <summary>The reader sleeps on the region's futex and is woken by the engine's notifier.</summary>
    public void Asleep(int events, LogLinearHistogram histogram) => Run(events, SleepySendsPerSecond, isAsleep: true, histogram);

    /// <summary>As <see cref="Asleep"/>, but so seldom that the notifier rests between two of them.</summary>
    public void AsleepInCalm(int events, LogLinearHistogram histogram) => Run(events, CalmSendsPerSecond, isAsleep: true, histogram);

    private void Send(int events, long spacingNs)
    {
        for (int i = 0; i < events; i++)
        {
            rig.Pattern.NextOf(instrument, rig.Pattern.NowNs + spacingNs, ref _record);
            rig.Publish(ref _record);
        }

        rig.AwaitConsumed();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int events, double perSecond, bool isAsleep, LogLinearHistogram histogram)
    {
        HistoryReader history = rig.Reader.ReadHistory(HistoryStart.Latest);
        Pace pace = new(MonotonicClock.NowNs() + 100_000, perSecond);
        for (int i = 0; i < events; i++)
        {
            rig.Pattern.NextOf(instrument, rig.Pattern.NowNs + CascadeSpacingNs, ref _record);
            long now;
            while ((now = MonotonicClock.NowNs()) < pace.IntendedNs(i))
            {
            }

            long countsFromNs = pace.CountsFromNs(i, now);
            rig.Publish(ref _record);
            if (!Await(history, _record.ReceiveNs, isAsleep, now + PatienceNs))
            {
                throw new MeasurementException("A liquidation in a cascade gave no history frame.");
            }

            histogram.Record(MonotonicClock.NowNs() - countsFromNs);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Await(HistoryReader history, long receiveNs, bool isAsleep, long deadlineNs)
    {
        while (true)
        {
            if (isAsleep)
            {
                _ = history.Wait(TimeSpan.FromMilliseconds(100));
            }

            if (rig.Reader.Cursor >= history.Next)
            {
                if (history.TryRead(out SignalFrame frame) == ReadStatus.Ok
                    && frame.ReceiveNs >= receiveNs && frame.Instrument == rig.SlotOf[instrument])
                {
                    return true;
                }
            }
            else if (MonotonicClock.NowNs() > deadlineNs)
            {
                return false;
            }
        }
    }
}
