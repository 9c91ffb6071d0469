using BenchmarkDotNet.Attributes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Benchmarks;

/// <summary>What crosses the process boundary, each side by itself and in one thread, so without cache traffic.</summary>
public class SharedMemoryBenchmarks
{
    private const int Instrument = 1;
    private readonly InstancePaths _paths = new(InstancePaths.DefaultDirectory, $"benchmarks-{Environment.ProcessId}");
    private RingRegion _ring = null!;
    private FeedWriter _writer = null!;
    private FeedReader _reader = null!;
    private SignalWriter _signals = null!;
    private SignalReader _observer = null!;
    private HistoryReader _history = null!;
    private EventRecord _record = new() { Id = 1 };
    private SignalFrame _frame;
    private int _feed;

    [GlobalSetup]
    public void Setup()
    {
        _ring = RingRegion.Open(_paths, new RingOptions { Slots = 64, Feeds = 1 });
        _writer = FeedWriter.Open(_paths, "feed", new FeedOptions { Slots = 1024, Instruments = 16 });
        _feed = _ring.AttachFeed("feed", _writer.CreatedNs, out _);
        _reader = Opened(FeedReader.TryOpen(_paths.Feed("feed"), out FeedReader? reader, out string reason), reader, reason);
        _signals = SignalWriter.Open(_paths, new SignalOptions { HistorySlots = 1024, Instruments = 16 });
        _observer = Opened(SignalReader.TryOpen(_paths, out SignalReader? observer, out reason), observer, reason);
        _signals.PublishLatest(Instrument, ref _frame);
        _history = _observer.ReadHistory(HistoryStart.Latest);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _observer.Dispose();
        _signals.Dispose();
        _reader.Dispose();
        _writer.Dispose();
        _ring.Dispose();
        Directory.Delete(_paths.Directory, recursive: true);
    }

    [Benchmark]
    public long FeedPublishAndRead()
    {
        _writer.TryPublish(ref _record);
        _reader.TryRead(out EventRecord record);
        _ring.ReleaseFeed(_feed, record.Sequence);
        return record.Sequence;
    }

    [Benchmark]
    public void PublishLatest() => _signals.PublishLatest(Instrument, ref _frame);

    [Benchmark]
    public long ReadLatest()
    {
        _observer.TryReadLatest(Instrument, out _, out long version);
        return version;
    }

    [Benchmark]
    public long LookAtVersion() => _observer.LatestVersion(Instrument);

    [Benchmark]
    public long AppendAndReadHistory()
    {
        _signals.AppendHistory(ref _frame);
        _history.TryRead(out SignalFrame frame);
        return frame.Sequence;
    }

    private static T Opened<T>(RegionStatus status, T? region, string reason)
        where T : class => status == RegionStatus.Ready && region is not null ? region : throw new IOException(reason);
}
