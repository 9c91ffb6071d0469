using UltraCascade.Engine;
using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Sequencing;
using UltraCascade.Engine.Signals;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Tests.Engine;

/// <summary>A whole engine in this process: one feed from an array, frames into a list. Everything else is the real thing.</summary>
internal static class EngineHarness
{
    public const int RingSlots = 1024;

    public static EngineOutcome Run(IReadOnlyList<EventRecord> records, SimdWidth width, Topology topology, EngineOptions? options = null)
    {
        EngineOutcome outcome = new();
        options ??= new EngineOptions { Instruments = 64, SlabBytes = 1 << 20, CoincidenceEvents = 1 << 12, BatchRecords = 1, Mode = InstanceMode.Replay };
        switch (width)
        {
            case SimdWidth.Scalar:
                Run<ScalarLanes, ScalarRow>(records, topology, options, outcome);
                break;
            case SimdWidth.V128:
                Run<VectorLanes<VectorOf2>, Row128>(records, topology, options, outcome);
                break;
            case SimdWidth.V256:
                Run<VectorLanes<VectorOf4>, Row256>(records, topology, options, outcome);
                break;
            default:
                Run<VectorLanes<VectorOf8>, Row512>(records, topology, options, outcome);
                break;
        }

        return outcome;
    }

    /// <summary>Runs a fused engine over the same stretch again and again, each round later than the one before.</summary>
    public static RepeatedSource.Result RunRepeated(
        IReadOnlyList<EventRecord> records, int rounds, int warmRounds, EngineOutcome outcome, EngineOptions? options = null)
    {
        using NativeRingMemory<EventRecord> slots = new(RingSlots);
        using NativeRingMemory<Provenance> origins = new(RingSlots);
        RepeatedSource.Result result = new();
        RepeatedSource source = new(new ArraySource(records, outcome), rounds, warmRounds, result);
        EngineParts<RepeatedSource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>> parts =
            new(source, new ListSink(outcome), default, slots, origins, Cursor: 0, EngineNs: 0);
        options ??= new EngineOptions { Instruments = 64, SlabBytes = 1 << 20, CoincidenceEvents = 1 << 12, BatchRecords = 1, Mode = InstanceMode.Replay };
        IEngine engine = EngineGraph.Fused<VectorLanes<VectorOf8>, Row512, RepeatedSource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>>(options, parts);
        engine.Stop();
        engine.Run();
        outcome.Fault = engine.Fault;
        return result;
    }

    private static void Run<TKernel, TRow>(IReadOnlyList<EventRecord> records, Topology topology, EngineOptions options, EngineOutcome outcome)
        where TKernel : struct, ILaneKernel
        where TRow : struct, IRowKernel
    {
        using NativeRingMemory<EventRecord> slots = new(RingSlots);
        using NativeRingMemory<Provenance> origins = new(RingSlots);
        ArraySource source = new(records, outcome);
        EngineParts<ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>> parts =
            new(source, new ListSink(outcome), default, slots, origins, Cursor: 0, EngineNs: 0);
        IEngine engine = topology == Topology.Fused
            ? EngineGraph.Fused<TKernel, TRow, ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>>(options, parts)
            : EngineGraph.Parallel<TKernel, TRow, YieldingWaitStrategy, ArraySource, ListSink, StillRuntime, NativeRingMemory<EventRecord>, NativeRingMemory<Provenance>>(
                options, parts, new YieldingWaitStrategy(), _ => { });
        engine.Stop();
        engine.Run();
        outcome.Fault = engine.Fault;
    }
}

/// <summary>What an engine said.</summary>
internal sealed class EngineOutcome
{
    public List<SignalFrame> History { get; } = [];

    public Dictionary<int, SignalFrame> Latest { get; } = [];

    public Dictionary<long, EpisodeRecord> Episodes { get; } = [];

    public long[] Counters { get; } = new long[(int)EngineCounter.Count];

    public ulong Hash { get; set; } = SignalHash.Seed;

    public long Released { get; set; }

    /// <summary>The feed's indices in the order in which they came: the place is the engine's index.</summary>
    public List<uint> Instruments { get; init; } = [0];

    /// <summary>As <see cref="Instruments"/>.</summary>
    public List<byte> Venues { get; init; } = [0];

    /// <summary>Whether frames are kept; counting alone allocates nothing.</summary>
    public bool Keep { get; set; } = true;

    /// <summary>The market's risk at each refresh.</summary>
    public List<(long EngineNs, float Risk)> MarketRisk { get; } = [];

    public Exception? Fault { get; set; }

    public long this[EngineCounter counter] => Counters[(int)counter];
}

/// <summary>One feed whose records are in an array; its directory accepts whatever index comes.</summary>
internal struct ArraySource(IReadOnlyList<EventRecord> records, EngineOutcome outcome, int first = 0) : IFeedSource
{
    private readonly EventRecord[] _records = [.. records];
    private readonly int _first = first;
    private int _next = first;
    private bool _attached;

    public readonly int Capacity => 1;

    public readonly int Count => 1;

    public int NextAttached(out long sequenced)
    {
        sequenced = _first;
        bool isFirst = !_attached;
        _attached = true;
        return isFirst ? 0 : -1;
    }

    /// <summary>From the first record to the last, and a tick more.</summary>
    public readonly long DurationNs => _records[^1].ReceiveNs - _records[0].ReceiveNs + Timeline.TickNs;

    /// <summary>Begins anew.</summary>
    public void Rewind() => _next = 0;

    public readonly void Freeze()
    {
    }

    public bool TryRead(int feed, out EventRecord record)
    {
        if (_next == _records.Length)
        {
            record = default;
            return false;
        }

        record = _records[_next++];
        record.Sequence = _next;
        return true;
    }

    public readonly bool TryGetInstrument(int feed, int index, out InstrumentEntry entry)
    {
        entry = new InstrumentEntry { Group = (uint)index };
        return index < 1000;
    }

    public readonly bool TryGetVenue(int feed, int index, out VenueEntry entry)
    {
        entry = default;
        entry.Code[0] = (byte)index;
        return true;
    }

    public readonly int AddInstrument(in InstrumentEntry entry) => Place(outcome.Instruments, entry.Group, 65);

    public readonly int AddVenue(in VenueEntry entry) => Place(outcome.Venues, entry.Code[0], Venue.Capacity);

    private static int Place<T>(List<T> known, T local, int capacity)
    {
        int place = known.IndexOf(local);
        if (place < 0 && known.Count < capacity)
        {
            place = known.Count;
            known.Add(local);
        }

        return place;
    }

    public readonly void Release(int feed, long position) => outcome.Released = position;

    public readonly void ShowCounts(int feed, long accepted, long rejected)
    {
    }

    public readonly void SetCounter(EngineCounter counter, long value) => outcome.Counters[(int)counter] = value;
}

/// <summary>Plays a feed several times, shifted in time, and reads the allocation counter where the warm-up ends and at the end.</summary>
internal struct RepeatedSource(ArraySource inner, int rounds, int warmRounds, RepeatedSource.Result result) : IFeedSource
{
    private ArraySource _inner = inner;
    private int _round;
    private long _position;

    public sealed class Result
    {
        public long Events { get; set; }

        public long AllocatedBytes { get; set; }
    }

    public readonly int Capacity => 1;

    public readonly int Count => 1;

    public int NextAttached(out long sequenced) => _inner.NextAttached(out sequenced);

    public readonly void Freeze()
    {
    }

    public bool TryRead(int feed, out EventRecord record)
    {
        while (!_inner.TryRead(feed, out record))
        {
            if (_round == rounds)
            {
                return false;
            }

            _round++;
            if (_round == warmRounds)
            {
                result.AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
            }
            else if (_round == rounds)
            {
                result.AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - result.AllocatedBytes;
                return false;
            }

            _inner.Rewind();
        }

        long shift = _round * _inner.DurationNs;
        record.ReceiveNs += shift;
        record.ExchangeNs += shift;
        record.Sequence = ++_position;
        result.Events += record.Kind == RecordKind.Liquidation && _round >= warmRounds ? 1 : 0;
        return true;
    }

    public readonly bool TryGetInstrument(int feed, int index, out InstrumentEntry entry) => _inner.TryGetInstrument(feed, index, out entry);

    public readonly bool TryGetVenue(int feed, int index, out VenueEntry entry) => _inner.TryGetVenue(feed, index, out entry);

    public readonly int AddInstrument(in InstrumentEntry entry) => _inner.AddInstrument(in entry);

    public readonly int AddVenue(in VenueEntry entry) => _inner.AddVenue(in entry);

    public readonly void Release(int feed, long position) => _inner.Release(feed, position);

    public readonly void ShowCounts(int feed, long accepted, long rejected) => _inner.ShowCounts(feed, accepted, rejected);

    public readonly void SetCounter(EngineCounter counter, long value) => _inner.SetCounter(counter, value);
}

/// <summary>Keeps frames and their hash as the signal region would.</summary>
internal readonly struct ListSink(EngineOutcome outcome) : ISignalSink
{
    public void Stamp()
    {
    }

    public void PublishLatest(int instrument, ref SignalFrame frame)
    {
        if (outcome.Keep)
        {
            if (instrument == 0)
            {
                outcome.MarketRisk.Add((frame.EngineNs, frame.Risk));
            }

            outcome.Latest[instrument] = frame;
        }
    }

    public void PublishEpisode(ref EpisodeRecord episode)
    {
        if (outcome.Keep)
        {
            outcome.Episodes[episode.Number] = episode;
        }
    }

    public long AppendHistory(ref SignalFrame frame)
    {
        frame.Sequence = ++outcome.Counters[(int)EngineCounter.HistoryFrames];
        outcome.Hash = SignalHash.Append(outcome.Hash, in frame);
        if (outcome.Keep)
        {
            outcome.History.Add(frame);
        }

        return frame.Sequence;
    }

    public void SetCounter(EngineCounter counter, long value) => outcome.Counters[(int)counter] = value;
}

/// <summary>A machine whose clocks stand still.</summary>
internal readonly struct StillRuntime : IEngineRuntime
{
    public long WallNs() => RandomStream.StartNs;

    public long MonotonicNs() => 1;

    public void Beat(long monotonicNs, long cursor)
    {
    }

    public void Idle(long rounds) => Thread.Yield();
}
