using System.Runtime.CompilerServices;
using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Risk;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Detector, episode, risk, level, and the frame that says it, for every instrument. The market comes first, because
/// an instrument's EXTREME depends on it. One thread.
/// </summary>
/// <typeparam name="TSink">Where frames go.</typeparam>
public sealed class SignalDesk<TSink>
    where TSink : struct, ISignalSink
{
    /// <summary>While at WATCH or above, history gets a frame at most this often, in ns of engine time.</summary>
    public const long HistoryIntervalNs = 100_000_000L;

    /// <summary>After data was lost, frames carry Stale for this long, in ns of engine time.</summary>
    public const long StaleNs = 60_000_000_000L;

    private const int Market = 0;
    private const int BreadthVenues = 3;

    private readonly ReadingPair[] _readings;
    private readonly SignalState[] _states;
    private readonly FixedRateDetector _detector;
    private readonly SignalFlags _modeFlags;
    private TSink _sink;
    private int _marketActive;
    private int _marketLive;
    private long _staleUntilNs;
    private long _latestRefreshes;
    private long _historyFrames;
    private long _levelChanges;
    private long _episodes;
    private WindowCounts _windows;

    /// <summary>Allocates the states; nothing afterwards. <paramref name="readings"/> is shared with the velocity handler.</summary>
    public SignalDesk(EngineOptions options, ReadingPair[] readings, TSink sink)
    {
        _readings = readings;
        _states = GC.AllocateArray<SignalState>(options.Instruments + 1, pinned: true);
        _detector = new FixedRateDetector(options.FixedRate);
        _modeFlags = options.Mode == InstanceMode.Replay ? SignalFlags.Replay : SignalFlags.None;
        _sink = sink;
    }

    /// <summary>Handles one record whose readings are at <paramref name="sequence"/>.</summary>
    public void Handle(in EventRecord record, long sequence)
    {
        ref ReadingPair pair = ref _readings[sequence & (_readings.Length - 1)];
        _windows = pair.Windows;
        if (record.Kind == RecordKind.Gap)
        {
            NoteGap(in record);
        }

        if (record.Kind != RecordKind.Sweep)
        {
            Evaluate(Market, in record, in pair.Market);
        }

        if (record.Kind is RecordKind.Liquidation or RecordKind.Sweep)
        {
            Evaluate(record.Instrument, in record, in pair.Instrument);
        }
    }

    /// <summary>Shows the counters of this handler and of the windows; called between batches.</summary>
    public void ShowCounters()
    {
        _sink.SetCounter(EngineCounter.LatestRefreshes, _latestRefreshes);
        _sink.SetCounter(EngineCounter.HistoryFrames, _historyFrames);
        _sink.SetCounter(EngineCounter.LevelChanges, _levelChanges);
        _sink.SetCounter(EngineCounter.Episodes, _episodes);
        _sink.SetCounter(EngineCounter.MergedFills, _windows.MergedFills);
        _sink.SetCounter(EngineCounter.SlabFull, _windows.SlabFull);
        _sink.SetCounter(EngineCounter.EventsHeld, _windows.EventsHeld);
    }

    private void Evaluate(int instrument, in EventRecord record, in VelocityReading reading)
    {
        ref SignalState state = ref _states[instrument];
        long engineNs = record.EngineNs;
        _detector.Update(ref state.Detector, reading.Count60s, engineNs);
        ulong newEpisode = ((ulong)record.Sequence << 1) | (instrument == Market ? 1u : 0u);
        EpisodeLedger.Forget(ref state.Episode, engineNs);
        EpisodePhase previousPhase = state.Episode.Phase;
        if (EpisodeLedger.Update(ref state.Episode, in state.Detector, in reading, engineNs, newEpisode))
        {
            _episodes++;
        }

        SignalFrame frame = default;
        frame.Probability = state.Detector.Alarm ? 1f : 0f;
        RiskScore.Fill(ref frame, in reading, ref state.Maxima, state.Episode.Phase == EpisodePhase.Active);
        Pressure.Fill(ref frame, in reading);
        SignalLevel previous = state.Level.Level;
        SignalLevel target = LevelLadder.Target(state.Detector.Alarm, frame.Probability, frame.Risk, HasBreadth(in reading, instrument));
        frame.PreviousLevel = previous;
        frame.Level = LevelLadder.Step(ref state.Level, target, state.Detector.Alarm, engineNs);
        FillCause(ref frame, instrument, in record, in reading);
        FillEpisode(ref frame, in state.Episode);
        bool changed = frame.Level != previous || state.Episode.Phase != previousPhase;
        if (frame.Level != previous)
        {
            _levelChanges++;
        }

        if (changed || (frame.Level >= SignalLevel.Watch && engineNs - state.HistoryNs >= HistoryIntervalNs))
        {
            state.HistoryNs = engineNs;
            state.HistorySequence = _sink.AppendHistory(ref frame);
            _historyFrames++;
        }

        frame.Sequence = state.HistorySequence;
        _sink.PublishLatest(instrument, ref frame);
        _latestRefreshes++;
    }

    private void FillCause(ref SignalFrame frame, int instrument, in EventRecord record, in VelocityReading reading)
    {
        frame.EngineSequence = record.Sequence;
        frame.EngineNs = record.EngineNs;
        frame.ExchangeNs = record.ExchangeNs;
        frame.ReceiveNs = record.ReceiveNs;
        frame.Instrument = (ushort)instrument;
        frame.Regime = MarketRegime.Normal;
        frame.Flags = reading.Flags | _modeFlags
            | (record.EngineNs < _staleUntilNs ? SignalFlags.Stale : SignalFlags.None)
            | ((record.Flags & RecordFlags.Snapshot) != 0 ? SignalFlags.Snapshot : SignalFlags.None);
        frame.VenueMask = reading.VenueMask;
        frame.Acceleration = reading.Acceleration;
        frame.Jerk = reading.Jerk;
        frame.CountVelocity = reading.CountVelocity;
        frame.UsdVelocity = reading.UsdVelocity;
        frame.LongMicroUsd60s = reading.LongMicroUsd60s;
        frame.ShortMicroUsd60s = reading.ShortMicroUsd60s;
        frame.MeanCoincidence = float.NaN;
        frame.BaselineRate = float.NaN;
    }

    private static void FillEpisode(ref SignalFrame frame, in EpisodeState episode)
    {
        frame.Phase = episode.Phase;
        if (episode.Phase != EpisodePhase.None)
        {
            frame.EpisodeId = episode.Id;
            frame.EpisodeStartNs = episode.StartNs;
            frame.Side = episode.Side;
        }
    }

    // EXTREME needs the market in alarm and three venues active within 10 s, or all live ones when fewer are live.
    private bool HasBreadth(in VelocityReading reading, int instrument)
    {
        if (!_states[Market].Detector.Alarm)
        {
            return false;
        }

        if (instrument == Market)
        {
            _marketActive = System.Numerics.BitOperations.PopCount(reading.VenueMask);
            _marketLive = System.Numerics.BitOperations.PopCount(reading.LiveVenueMask);
        }

        return _marketActive >= Math.Min(BreadthVenues, _marketLive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteGap(in EventRecord record)
    {
        if ((GapReason)record.Id is GapReason.Dropped or GapReason.Outage)
        {
            _staleUntilNs = record.EngineNs + StaleNs;
        }
    }
}
