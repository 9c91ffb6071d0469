using System.Runtime.CompilerServices;
using UltraCascade.Measurement.Statistics;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// From the moment before a liquidation is stored in the feed to the moment after the frame that it caused was copied out of its
/// instrument's latest slot. One thread sends and looks, so there is one clock; several events may be on their way at once.
/// </summary>
internal sealed class PathLatency(PathRig rig)
{
    /// <summary>Events on their way at most where none is waited for.</summary>
    public const int Window = 4096;

    /// <summary>Events on their way at most in the saturated run: it shows a queue of this length.</summary>
    public const int SaturatedWindow = 256;

    private const long FruitlessMask = (1L << 22) - 1;
    private const long MostFruitless = 1L << 28;

    private readonly long[] _countsFromNs = new long[Window];
    private readonly long[] _receiveNs = new long[Window];
    private readonly int[] _slot = new int[Window];
    private readonly long[] _shownVersion = new long[rig.SlotOf.Length + 1];
    private readonly long[] _shownNs = new long[rig.SlotOf.Length + 1];
    private long _sent;
    private long _seen;

    /// <summary>Sends <paramref name="events"/> liquidations at a fixed rate, late ones counted from when they were due.</summary>
    public void Paced(double perSecond, long events, LogLinearHistogram histogram)
    {
        Pace pace = new(MonotonicClock.NowNs() + 100_000, perSecond);
        Run(events, Window, isPaced: true, pace, histogram);
    }

    /// <summary>Sends as fast as the window allows; each event counts from its own send.</summary>
    public void Saturated(long events, LogLinearHistogram histogram) => Run(events, SaturatedWindow, isPaced: false, default, histogram);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(long events, int window, bool isPaced, Pace pace, LogLinearHistogram histogram)
    {
        _sent = 0;
        _seen = 0;
        EventRecord record = default;
        bool isReady = false;
        long fruitless = 0;
        while (_seen < events)
        {
            if (!isReady && _sent < events)
            {
                isReady = PrepareLiquidation(ref record);
            }

            long now = MonotonicClock.NowNs();
            if (isReady && _sent - _seen < window && (!isPaced || now >= pace.IntendedNs(_sent)))
            {
                Note(in record, isPaced ? pace.CountsFromNs(_sent, now) : now);
                if (rig.Writer.TryPublish(ref record))
                {
                    _sent++;
                    isReady = false;
                }
            }

            if (_seen < _sent)
            {
                long seen = _seen;
                Look(histogram);
                fruitless = seen == _seen ? fruitless + 1 : 0;
                CheckPatience(fruitless);
            }
        }
    }

    // Ticks belong to the stream but are not measured: they go out with the liquidation behind them.
    private bool PrepareLiquidation(ref EventRecord record)
    {
        rig.Pattern.Next(ref record);
        while (record.Kind != RecordKind.Liquidation)
        {
            rig.Publish(ref record);
            rig.Pattern.Next(ref record);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(in EventRecord record, long countsFromNs)
    {
        int place = (int)_sent & (Window - 1);
        _countsFromNs[place] = countsFromNs;
        _receiveNs[place] = record.ReceiveNs;
        _slot[place] = rig.SlotOf[record.Instrument];
    }

    // The version's line first: copying a slot that its writer is at work on would take its lines from it. Two events on one
    // instrument may be shown by one frame.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Look(LogLinearHistogram histogram)
    {
        int place = (int)_seen & (Window - 1);
        int slot = _slot[place];
        if (_shownNs[slot] < _receiveNs[place])
        {
            if (rig.Reader.LatestVersion(slot) == _shownVersion[slot]
                || rig.Reader.TryReadLatest(slot, out SignalFrame frame, out long version) != ReadStatus.Ok)
            {
                return;
            }

            _shownVersion[slot] = version;
            _shownNs[slot] = frame.ReceiveNs;
            if (frame.ReceiveNs < _receiveNs[place])
            {
                return;
            }
        }

        histogram.Record(MonotonicClock.NowNs() - _countsFromNs[place]);
        _seen++;
    }

    private void CheckPatience(long fruitless)
    {
        if ((fruitless & FruitlessMask) == FruitlessMask)
        {
            rig.Engine.ThrowWhenGone();
            if (fruitless > MostFruitless)
            {
                throw new MeasurementException("An event that was sent never showed in its instrument's latest slot.");
            }
        }
    }
}
