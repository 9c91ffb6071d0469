using BenchmarkDotNet.Attributes;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Benchmarks;

/// <summary>
/// One liquidation into the sliding windows and their velocities read, with 10,000 events held; against lists that are looked
/// through anew for every event, which is the usual way.
/// </summary>
public class WindowBenchmarks
{
    private const int Instruments = 100;
    private const int Held = 10_000;
    private const long SpacingNs = 300_000_000_000 / Held;
    private static readonly long[] s_windowsNs = [500_000_000, 2_000_000_000, 4_000_000_000, 6_000_000_000, 10_000_000_000, 60_000_000_000, 300_000_000_000];

    private readonly Tracked<ScalarLanes> _scalar = new();
    private readonly Tracked<VectorLanes<VectorOf2>> _v128 = new();
    private readonly Tracked<VectorLanes<VectorOf4>> _v256 = new();
    private readonly Tracked<VectorLanes<VectorOf8>> _v512 = new();
    private readonly Queue<(long Ns, ushort Instrument, long MicroUsd)> _events = new(Held + 1);
    private EventRecord _record = new() { EngineNs = 1_700_000_000_000_000_000, Kind = RecordKind.Liquidation, AmountMicroUsd = 1_000_000, Side = PositionSide.Long, Venue = Venue.Okx };

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Held; i++)
        {
            Advance();
            _scalar.Add(in _record);
            _v128.Add(in _record);
            _v256.Add(in _record);
            _v512.Add(in _record);
            Enqueue();
        }
    }

    [Benchmark]
    public float Scalar() => _scalar.Add(in Advance());

    [Benchmark]
    public float Vector128() => _v128.Add(in Advance());

    [Benchmark]
    public float Vector256() => _v256.Add(in Advance());

    [Benchmark(Baseline = true)]
    public float Vector512() => _v512.Add(in Advance());

    [Benchmark]
    public double LinqRescan()
    {
        Advance();
        Enqueue();
        double sum = 0;
        foreach (long window in s_windowsNs)
        {
            long from = _record.EngineNs - window;
            sum += _events.Where(e => e.Ns > from && e.Instrument == _record.Instrument).Sum(e => e.MicroUsd * 1e-6);
        }

        return sum;
    }

    [Benchmark]
    public double LoopRescan()
    {
        Advance();
        Enqueue();
        double sum = 0;
        foreach ((long ns, ushort instrument, long microUsd) in _events)
        {
            foreach (long window in s_windowsNs)
            {
                sum += instrument == _record.Instrument && ns > _record.EngineNs - window ? microUsd * 1e-6 : 0;
            }
        }

        return sum;
    }

    private ref EventRecord Advance()
    {
        _record.EngineNs += SpacingNs;
        _record.ReceiveNs = _record.ExchangeNs = _record.EngineNs;
        _record.Instrument = (ushort)(1 + (++_record.Id * 7 % Instruments));
        return ref _record;
    }

    private void Enqueue()
    {
        _events.Enqueue((_record.EngineNs, _record.Instrument, _record.AmountMicroUsd));
        while (_events.Peek().Ns <= _record.EngineNs - s_windowsNs[^1])
        {
            _events.Dequeue();
        }
    }

    private sealed class Tracked<TKernel>
        where TKernel : struct, ILaneKernel
    {
        private readonly VelocityTracker<TKernel> _tracker = new(Instruments, 1 << 20);
        private VelocityReading _reading;

        public float Add(in EventRecord record)
        {
            _tracker.Add(in record);
            _tracker.Read(record.Instrument, record.EngineNs, ref _reading);
            return _reading.CountVelocity[0];
        }
    }
}
