using BenchmarkDotNet.Attributes;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Benchmarks;

/// <summary>One full block of 1,024 events into the page cache and out of it, checksum and all: divide by 1,024 for a record.</summary>
public class JournalBenchmarks
{
    private const int Batch = JournalFormat.MaxEventsPerBlock;
    private const int BlocksToRead = 700;

    private readonly string _directory = Directory.CreateTempSubdirectory("uc-bench-").FullName;
    private readonly EventRecord[] _records = new EventRecord[Batch];
    private readonly Provenance[] _origins = new Provenance[Batch];
    private readonly byte[] _block = new byte[(Batch * JournalFormat.EventBytes) + BlockHeader.Size];
    private JournalWriter _writer = null!;
    private JournalWriter _source = null!;
    private JournalReader _reader = null!;
    private int _blocks;

    [GlobalSetup]
    public void Setup()
    {
        _source = JournalWriter.Open(new JournalPaths(_directory, "read"), new JournalOptions(), JournalStart.Fresh);
        for (int i = 0; i < BlocksToRead; i++)
        {
            Append(_source);
        }

        _reader = new JournalReader(new JournalPaths(_directory, "read"));
        _writer = JournalWriter.Open(new JournalPaths(_directory, "write"), new JournalOptions { RetainBytes = 256 << 20 }, JournalStart.Fresh);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _reader.Dispose();
        _source.Dispose();
        _writer.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark]
    public int WriteBlock()
    {
        if (++_blocks % 1024 == 0)
        {
            _ = _writer.Retain();
        }

        return Append(_writer);
    }

    [Benchmark]
    public int ReadBlock()
    {
        if (!_reader.TryReadBatch(_records, _origins, out int count))
        {
            _reader.SeekTo(1);
            _ = _reader.TryReadBatch(_records, _origins, out count);
        }

        return count;
    }

    [Benchmark]
    public uint ChecksumOfBlock() => Crc32C.Of(_block);

    private int Append(JournalWriter writer)
    {
        for (int i = 0; i < Batch; i++)
        {
            _records[i].Sequence = writer.NextEvent + i;
            _records[i].EngineNs = _records[i].Sequence;
        }

        return writer.AppendEvents(_records, _origins);
    }
}
