using System.Globalization;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Processes;

/// <summary>An instance in a directory of its own on tmpfs, removed at the end, and the looks that tests take at it.</summary>
internal sealed class ScratchInstance : IDisposable
{
    private static int s_number;

    private readonly bool _ownsRoot;

    public ScratchInstance()
        : this(Path.Combine("/dev/shm", string.Create(CultureInfo.InvariantCulture, $"uc-conf-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}")))
    {
        _ownsRoot = true;
        Directory.CreateDirectory(Root);
    }

    /// <summary>In a directory that somebody else removes.</summary>
    public ScratchInstance(string root)
    {
        Paths = new InstancePaths(root, "t");
    }

    public InstancePaths Paths { get; }

    public string Root => Paths.Root;

    /// <summary>The options by which every program finds the instance.</summary>
    public string[] Options => ["--dir", Root, "--instance", Paths.Instance];

    /// <summary>A path for a file of the test.</summary>
    public string File(string name) => Path.Combine(Root, name);

    public SignalReader OpenSignals()
    {
        RegionStatus status = SignalReader.TryOpen(Paths, out SignalReader? reader, out string reason);
        Assert.That(status, Is.EqualTo(RegionStatus.Ready), reason);
        return reader!;
    }

    public long Cursor
    {
        get
        {
            using SignalReader reader = OpenSignals();
            return reader.Cursor;
        }
    }

    public long Counter(EngineCounter counter)
    {
        using SignalReader reader = OpenSignals();
        return reader.GetCounter(counter);
    }

    /// <summary>The engine's position in a feed; 0 while it has none.</summary>
    public long Consumed(string feed = Programs.FeedName)
    {
        if (FeedReader.TryOpen(Paths.Feed(feed), out FeedReader? reader, out _) != RegionStatus.Ready)
        {
            return 0;
        }

        using (reader)
        {
            if (RingReader.TryOpen(Paths.Ring, out RingReader? ring, out _) != RegionStatus.Ready)
            {
                return 0;
            }

            using (ring)
            {
                return ring!.TryReadFeed(feed, reader!.CreatedNs, out FeedEntry entry) ? Volatile.Read(ref entry.Consumed) : 0;
            }
        }
    }

    public void Dispose()
    {
        if (_ownsRoot && Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
