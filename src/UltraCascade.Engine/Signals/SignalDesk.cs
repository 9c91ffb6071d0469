using System.Runtime.CompilerServices;
using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Regime;
using UltraCascade.Engine.Risk;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Detector, episode, risk, level, and the frame that says it, for every instrument. The market comes first, because
/// an instrument's EXTREME depends on it. One thread.
/// <para>
/// While nothing goes on on an instrument (no level, no run, no episode) and the filter stays quiet, a record changes nothing but what the latest
/// frame shows. Such an instrument is shown once at the end of the batch, in its state after its newest record. Everything else is worked out and
/// shown record by record, so the history does not depend on how records were batched.
/// </para>
/// </summary>
/// <typeparam name="TSink">Where frames go.</typeparam>
/// <typeparam name="TReadings">What the handlers before this one found out.</typeparam>
public sealed class SignalDesk<TSink, TReadings>
    where TSink : struct, ISignalSink
    where TReadings : struct, IReadingSource
{
    /// <summary>While at WATCH or above, history gets a frame at most this often, in ns of engine time.</summary>
    public const long HistoryIntervalNs = 100_000_000L;

    /// <summary>After data was lost, frames carry Stale for this long, in ns of engine time.</summary>
    public const long StaleNs = 60_000_000_000L;

    private const int Market = 0;
    private const int BreadthVenues = 3;
    private const RecordFlags NotInWindows = RecordFlags.Snapshot | RecordFlags.Duplicate;

    private readonly SignalState[] _states;
    private readonly ShowList _showList;
    private readonly int _showLimit;
    private readonly ShiryaevDetector _detector;
    private readonly MarketDataDesk _marketData;
    private readonly SignalFlags _modeFlags;
    private TSink _sink;
    private TReadings _readings;
    private int _marketActive;
    private int _marketLive;
    private long _staleUntilNs;
    private long _stamped;
    private long _latestRefreshes;
    private long _historyFrames;
    private long _levelChanges;
    private long _episodes;
    private WindowCounts _windows;

    /// <summary>Allocates the states; nothing afterwards.</summary>
    public SignalDesk(EngineOptions options, TReadings readings, TSink sink)
    {
        _readings = readings;

        // A record puts two on the list at most.
        _showLimit = Math.Max(1, options.BatchRecords);
        _showList = new ShowList(_showLimit + 1);
        _states = GC.AllocateArray<SignalState>(options.Instruments + 1, pinned: true);
        _detector = new ShiryaevDetector(options.Detector);
        _marketData = new MarketDataDesk(options.Instruments);
        _modeFlags = options.Mode == InstanceMode.Replay ? SignalFlags.Replay : SignalFlags.None;
        _sink = sink;
        _episodes = options.FirstEpisode;
    }

    /// <summary>Handles record <paramref name="sequence"/>.</summary>
    public void Handle(in EventRecord record, long sequence)
    {
        switch (record.Kind)
        {
            case RecordKind.Liquidation:
                Detect(in record, sequence);
                break;
            case RecordKind.Sweep:
                Look(record.Instrument, in record, sequence);
                break;
            case RecordKind.Tick:
                Look(Market, in record, sequence);
                break;
            case RecordKind.Gap:
                NoteGap(in record);
                Look(Market, in record, sequence);
                break;
            default:
                _marketData.Observe(in record);
                break;
        }

        if (_showList.Count >= _showLimit)
        {
            ShowAll();
        }
    }

    /// <summary>Shows what has been put off; the readings of the batch are not needed any more. At the end of each batch.</summary>
    public void EndBatch(long sequence)
    {
        ShowAll();
        _windows = _readings.Windows(sequence);
    }

    /// <summary>From now on signals go to <paramref name="sink"/>. Before the handlers' thread starts.</summary>
    public void ReplaceSink(TSink sink) => _sink = sink;

    /// <summary>No episode from now on gets a number up to <paramref name="number"/>. Before the handlers' thread starts.</summary>
    public void NumberEpisodesAfter(long number) => _episodes = Math.Max(_episodes, number);

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

    // Nothing happened, but time passed.
    private void Look(int instrument, in EventRecord record, long sequence)
    {
        ref SignalState state = ref _states[instrument];
        if (!state.IsBusy && _detector.IsQuiet(in state.Detector, record.EngineNs))
        {
            ShowLater(ref state, instrument, in record);
            return;
        }

        ShiryaevVerdict verdict = _detector.Look(ref state.Detector, record.EngineNs);
        Evaluate(instrument, in record, sequence, in verdict);
    }

    // Only a liquidation that counts changes the filter; everything else looks at it.
    private void Detect(in EventRecord record, long sequence)
    {
        if ((record.Flags & (NotInWindows | RecordFlags.Fill)) != 0)
        {
            Look(Market, in record, sequence);
            Look(record.Instrument, in record, sequence);
            return;
        }

        ref SignalState market = ref _states[Market];
        ref SignalState instrument = ref _states[record.Instrument];
        _detector.ObservePair(
            ref market.Detector, ref instrument.Detector, record.Side == PositionSide.Long, record.AmountMicroUsd * 1e-6, record.EngineNs);
        Conclude(ref market, Market, in record, sequence);
        Conclude(ref instrument, record.Instrument, in record, sequence);
    }

    private void Conclude(ref SignalState state, int instrument, in EventRecord record, long sequence)
    {
        if (!state.IsBusy && _detector.IsQuiet(in state.Detector, record.EngineNs))
        {
            ShowLater(ref state, instrument, in record);
            return;
        }

        ShiryaevVerdict verdict = _detector.Conclude(ref state.Detector, record.EngineNs);
        Evaluate(instrument, in record, sequence, in verdict);
    }

    private void ShowLater(ref SignalState state, int instrument, in EventRecord record)
    {
        _marketData.Note(instrument, record.EngineNs);
        if (state.ShowPlace != 0)
        {
            _showList.Renew(state.ShowPlace - 1, in record);
        }
        else
        {
            state.ShowPlace = _showList.Add(instrument, in record) + 1;
        }
    }

    private void ShowAll()
    {
        int count = _showList.Count;
        if (count == 0)
        {
            return;
        }

        _stamped = 0;
        _sink.Stamp();
        for (int place = 0; place < count; place++)
        {
            int instrument = _showList.Instrument(place);
            if (instrument != ShowList.None)
            {
                ref SignalState state = ref _states[instrument];
                state.ShowPlace = 0;
                Show(ref state, instrument, in _showList.Record(place));
            }
        }

        _showList.Clear();
    }

    // What Evaluate would say of an instrument on which nothing goes on; nothing but the latest frame changes.
    private void Show(ref SignalState state, int instrument, in EventRecord record)
    {
        ShiryaevVerdict verdict = _detector.Glance(in state.Detector, record.EngineNs);
        ref readonly VelocityReading reading = ref _readings.Velocity(instrument, record.Sequence, record.EngineNs);
        CorrelationReading correlation = _readings.Correlation(instrument, record.Sequence);
        SignalFrame frame = default;
        FillCause(ref frame, instrument, in record, in reading);
        FillNumbers(ref frame, ref state, in reading, in correlation, in verdict, in _marketData.Noted(instrument));
        frame.Sequence = state.HistorySequence;
        _sink.PublishLatest(instrument, ref frame);
        _latestRefreshes++;
    }

    private void Evaluate(int instrument, in EventRecord record, long sequence, in ShiryaevVerdict verdict)
    {
        ref SignalState state = ref _states[instrument];
        if (state.ShowPlace != 0)
        {
            // What this record shows is newer.
            _showList.Cross(state.ShowPlace - 1);
            state.ShowPlace = 0;
        }

        long engineNs = record.EngineNs;
        ref readonly VelocityReading reading = ref _readings.Velocity(instrument, sequence, engineNs);
        CorrelationReading correlation = _readings.Correlation(instrument, sequence);
        MarketReading market = _marketData.Read(instrument, engineNs);
        CountRun(ref state, in record, in verdict, market.Price);
        EpisodeLedger.Forget(ref state.Episode, engineNs);
        EpisodePhase previousPhase = state.Episode.Record.Phase;
        if (EpisodeLedger.Update(ref state.Episode, in state.Detector, in state.Run, verdict.LongSide, engineNs))
        {
            Name(ref state.Episode.Record, instrument, in record);
        }

        SignalFrame frame = default;
        FillCause(ref frame, instrument, in record, in reading);
        FillNumbers(ref frame, ref state, in reading, in correlation, in verdict, in market);
        frame.PreviousLevel = state.Level.Level;
        SignalLevel target = LevelLadder.Target(state.Detector.Alarm, frame.Probability, frame.Risk, HasBreadth(in reading, instrument));
        frame.Level = LevelLadder.Step(ref state.Level, target, state.Detector.Alarm, engineNs);
        FillEpisode(ref frame, ref state.Episode, in reading, market.Price, engineNs);
        Publish(ref state, ref frame, instrument, frame.Level != frame.PreviousLevel || frame.Phase != previousPhase, engineNs);
        state.IsBusy = frame.Level != SignalLevel.None || state.Run.SinceNs != 0 || state.Episode.Record.Phase != EpisodePhase.None;
    }

    private static void FillNumbers(
        ref SignalFrame frame, ref SignalState state, in VelocityReading reading, in CorrelationReading correlation, in ShiryaevVerdict verdict, in MarketReading market)
    {
        frame.Probability = (float)verdict.Probability;
        frame.LogOdds = (float)verdict.LogOdds;
        frame.BaselineRate = state.Detector.Events == 0 ? float.NaN : (float)state.Detector.BaselineRate;
        frame.Flags |= (verdict.Warming ? SignalFlags.Warming : SignalFlags.None)
            | (correlation.Censored != 0 ? SignalFlags.Censored : SignalFlags.None);
        frame.MeanCoincidence = correlation.MeanCoincidence;
        frame.LeaderVenue = correlation.Leader;
        frame.Regime = market.Regime;
        RiskScore.Fill(ref frame, in reading, ref state.Maxima, state.Episode.Record.Phase == EpisodePhase.Active);
        Pressure.Fill(ref frame, in reading, in market);
    }

    private static void CountRun(ref SignalState state, in EventRecord record, in ShiryaevVerdict verdict, double price)
    {
        RunLedger.Cross(ref state.Run, verdict.Warming ? 0 : verdict.LogOdds, price, record.EngineNs);
        if (record.Kind == RecordKind.Liquidation && (record.Flags & NotInWindows) == 0)
        {
            RunLedger.Count(ref state.Run, ref state.Episode, in record, (record.Flags & RecordFlags.Fill) != 0 ? 0 : 1);
        }
    }

    private void Name(ref EpisodeRecord episode, int instrument, in EventRecord record)
    {
        episode.Number = ++_episodes;
        episode.EpisodeId = ((ulong)record.Sequence << 1) | (instrument == Market ? 1u : 0u);
        episode.Instrument = (ushort)instrument;
    }

    private void Publish(ref SignalState state, ref SignalFrame frame, int instrument, bool changed, long engineNs)
    {
        _levelChanges += frame.Level != frame.PreviousLevel ? 1 : 0;
        if (frame.EngineSequence != _stamped)
        {
            _stamped = frame.EngineSequence;
            _sink.Stamp();
        }

        if (changed || (frame.Level >= SignalLevel.Watch && engineNs - state.HistoryNs >= HistoryIntervalNs))
        {
            state.HistoryNs = engineNs;
            state.HistorySequence = _sink.AppendHistory(ref frame);
            _historyFrames++;
            if (state.Episode.Changed)
            {
                state.Episode.Changed = false;
                _sink.PublishEpisode(ref state.Episode.Record);
            }
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
    }

    private static void FillEpisode(ref SignalFrame frame, ref EpisodeState episode, in VelocityReading reading, double price, long engineNs)
    {
        ref EpisodeRecord record = ref episode.Record;
        frame.Phase = record.Phase;
        if (record.Phase == EpisodePhase.None)
        {
            return;
        }

        frame.EpisodeId = record.EpisodeId;
        frame.EpisodeStartNs = record.StartNs;
        frame.Side = record.Side;
        if (record.Phase == EpisodePhase.Over)
        {
            return;
        }

        if (reading.CountVelocity[LaneWindows.TenSeconds] > record.PeakVelocity)
        {
            record.PeakVelocity = reading.CountVelocity[LaneWindows.TenSeconds];
            record.PeakNs = engineNs;
            episode.Changed = true;
        }

        record.PeakRisk = Math.Max(record.PeakRisk, frame.Risk);
        record.PeakLevel = (SignalLevel)Math.Max((int)record.PeakLevel, (int)frame.Level);
        record.LeaderVenue = frame.LeaderVenue != Venue.None ? frame.LeaderVenue : record.LeaderVenue;
        if (price > 0 && episode.FirstPrice > 0)
        {
            record.PriceMove = (float)((price / episode.FirstPrice) - 1.0);
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
