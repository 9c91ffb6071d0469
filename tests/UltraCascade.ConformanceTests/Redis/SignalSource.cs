using System.Diagnostics;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>
/// Stands for an engine: a signal region of this test's own, to which a thread appends signals at a given pace. The bridge
/// cannot tell the difference, and the test knows each of them.
/// </summary>
internal sealed class SignalSource : IDisposable
{
    public const int Instruments = 3;

    private const long EpochNs = 1_772_668_800_000_000_000L;
    private const long StepNs = 700_000L;

    private readonly InstanceLock _lock;
    private readonly SignalWriter _writer;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _end = new();
    private long _wanted;
    private long _perSecond;
    private long _written;

    public SignalSource(InstancePaths paths, int historySlots = 1 << 18, InstanceMode mode = InstanceMode.Live)
    {
        paths.EnsureDirectory();
        _lock = InstanceLock.Acquire(paths);
        _writer = SignalWriter.Open(paths, new SignalOptions { HistorySlots = historySlots, Instruments = 16, Mode = mode });
        for (int i = _writer.InstrumentCount; i <= Instruments; i++)
        {
            InstrumentEntry entry = default;
            _ = FixedText.TryWrite($"COIN{i}/USDT:USDT", entry.Name);
            _writer.AddInstrument(entry);
        }

        _written = _writer.HistoryCursor;
        _wanted = _written;
        _writer.Beat(MonotonicClock.NowNs());
        _writer.SetState(RegionState.Live);
        _thread = new Thread(Write) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Levels go round from NONE to this one.</summary>
    public SignalLevel HighestLevel { get; init; } = SignalLevel.Extreme;

    /// <summary>Signals appended so far.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Appends at this pace from now on, up to <paramref name="total"/> signals; 0 a second = as fast as it goes.</summary>
    public SignalSource WriteUpTo(long total, long perSecond = 0)
    {
        Volatile.Write(ref _perSecond, perSecond);
        Volatile.Write(ref _wanted, total);
        return this;
    }

    public void WaitFor(long total) => Until.Holds(() => Written >= total, $"{total} signals written");

    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _writer.SetState(RegionState.Stopped);
        _writer.Dispose();
        _lock.Dispose();
        _end.Dispose();
    }

    private void Write()
    {
        long start = Stopwatch.GetTimestamp();
        long startCount = _written;
        long pace = 0;
        while (!_end.IsCancellationRequested)
        {
            _writer.Beat(MonotonicClock.NowNs());
            long perSecond = Volatile.Read(ref _perSecond);
            if (perSecond != pace)
            {
                (pace, start, startCount) = (perSecond, Stopwatch.GetTimestamp(), _written);
            }

            long due = pace == 0 ? long.MaxValue : startCount + (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * pace);
            long end = Math.Min(Math.Min(Volatile.Read(ref _wanted), due), _written + 1000);
            while (_written < end)
            {
                Append(_written + 1);
            }

            _writer.Notify();
            if (_written >= Math.Min(Volatile.Read(ref _wanted), due))
            {
                _end.Token.WaitHandle.WaitOne(1);
            }
        }
    }

    private void Append(long sequence)
    {
        SignalFrame frame = Frame(sequence);
        frame.Level = (SignalLevel)(sequence % ((int)HighestLevel + 1));
        frame.PublishNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        _ = _writer.AppendHistory(ref frame);
        SignalFrame latest = frame;
        latest.Sequence = sequence;
        _writer.PublishLatest(frame.Instrument, ref latest);
        Volatile.Write(ref _written, sequence);
    }

    /// <summary>The signal of this sequence, a function of it alone.</summary>
    public static SignalFrame Frame(long sequence)
    {
        SignalFrame frame = new()
        {
            EngineSequence = sequence * 3,
            EngineNs = EpochNs + (sequence * StepNs),
            ExchangeNs = EpochNs + (sequence * StepNs) - 5_000_000,
            ReceiveNs = EpochNs + (sequence * StepNs),
            Instrument = (ushort)(sequence % (Instruments + 1)),
            Level = (SignalLevel)(sequence % 5),
            PreviousLevel = (SignalLevel)((sequence + 4) % 5),
            Side = (PositionSide)(1 + (sequence % 2)),
            Phase = EpisodePhase.Active,
            Regime = MarketRegime.Elevated,
            Probability = (sequence % 1000) / 1000f,
            Risk = sequence % 100,
            LeaderVenue = Venue.Okx,
            VenueMask = (1U << Venue.Okx) | (1U << Venue.Bybit),
            MeanCoincidence = 0.25f,
            BaselineRate = 0.125f,
        };
        for (int i = 0; i < LaneVector.Count; i++)
        {
            frame.CountVelocity[i] = i + 0.5f;
            frame.UsdVelocity[i] = 1000 * (i + 1);
        }

        return frame;
    }
}
