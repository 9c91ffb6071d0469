using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Benchmarks;

/// <summary>
/// One 64-byte record handed over and taken, on one thread: what the hand-over itself costs in the ring and in what a .NET user would
/// take instead. Between two threads it is the latency suite that measures.
/// </summary>
public class QueueBenchmarks
{
    private const int Capacity = 1024;

    private readonly RingBuffer<EventRecord, NativeRingMemory<EventRecord>, BusySpinWaitStrategy> _ring =
        new(new NativeRingMemory<EventRecord>(Capacity), new BusySpinWaitStrategy());

    private readonly Sequence _handled = new();
    private readonly Channel<EventRecord> _channel = Channel.CreateBounded<EventRecord>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
    private readonly BlockingCollection<EventRecord> _collection = new(Capacity);
    private readonly ConcurrentQueue<EventRecord> _concurrent = new();
    private readonly Queue<EventRecord> _queue = new(Capacity);
    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new();
    private SequenceBarrier<BusySpinWaitStrategy> _barrier = null!;
    private EventRecord _record = new() { Id = 1 };

    [GlobalSetup]
    public void Setup()
    {
        _ring.AddGatingSequences(_handled);
        _barrier = _ring.NewBarrier();
    }

    [Benchmark(Baseline = true)]
    public long Ring()
    {
        long sequence = _ring.Next();
        _ring[sequence] = _record;
        _ring.Publish(sequence);
        long available = _barrier.WaitFor(sequence).AvailableSequence;
        long id = (long)_ring[available].Id;
        _handled.SetValue(available);
        return id;
    }

    [Benchmark]
    public long BoundedChannel()
    {
        _channel.Writer.TryWrite(_record);
        _channel.Reader.TryRead(out EventRecord record);
        return (long)record.Id;
    }

    [Benchmark]
    public long BlockingCollection()
    {
        _collection.Add(_record);
        return (long)_collection.Take().Id;
    }

    [Benchmark]
    public long ConcurrentQueue()
    {
        _concurrent.Enqueue(_record);
        _concurrent.TryDequeue(out EventRecord record);
        return (long)record.Id;
    }

    [Benchmark]
    public long LockedQueue()
    {
        lock (_gate)
        {
            _queue.Enqueue(_record);
        }

        lock (_gate)
        {
            return (long)_queue.Dequeue().Id;
        }
    }

    [Benchmark]
    public long Pipe()
    {
        MemoryMarshal.Write(_pipe.Writer.GetSpan(EventRecord.Size), in _record);
        _pipe.Writer.Advance(EventRecord.Size);
        _ = _pipe.Writer.FlushAsync();
        _pipe.Reader.TryRead(out ReadResult result);
        long id = (long)MemoryMarshal.Read<EventRecord>(result.Buffer.FirstSpan).Id;
        _pipe.Reader.AdvanceTo(result.Buffer.End);
        return id;
    }
}
