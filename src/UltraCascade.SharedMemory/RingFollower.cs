using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// A feed writer's view of how far the engine has come: the entry of this feed in the feed table of the ring region. The ring may
/// not exist yet, may be continued by another engine (its generation changes) or be re-created (its inode changes); until the
/// engine has attached this very feed file the position is 0, so that the writer may fill its slots once and then waits.
/// Asked only when the writer thinks the feed is full. Allocates only when a ring is opened. One thread.
/// </summary>
internal sealed unsafe class RingFollower : IDisposable
{
    private const long LookEveryNs = 10_000_000;
    private const long RetryEveryNs = 1_000_000_000;

    private readonly string _path;
    private readonly long _feedCreatedNs;
    private readonly Text40 _name;
    private MappedRegion? _ring;
    private FeedEntry* _entry;
    private ulong _generation;
    private FileIdentity _opened;
    private FileIdentity _tried;
    private long _lookAtNs = long.MinValue;
    private long _retryAtNs = long.MinValue;

    internal RingFollower(string ringPath, string feedName, long feedCreatedNs)
    {
        _path = ringPath;
        _feedCreatedNs = feedCreatedNs;
        _ = FixedText.TryWrite(feedName, _name);
    }

    /// <summary>The engine's position in this feed; 0 when no engine ever attached it.</summary>
    internal long ReadConsumed()
    {
        Look();
        return _ring == null ? 0 : ReadEntry();
    }

    /// <summary>Whether an engine holds the ring and keeps its heartbeat.</summary>
    internal bool IsEngineAlive()
    {
        Look();
        return _ring != null
            && Heartbeat.State(_ring.HeaderPointer) is RegionState.Starting or RegionState.Live or RegionState.Draining
            && !Heartbeat.IsStale(_ring.HeaderPointer, out _);
    }

    public void Dispose()
    {
        _entry = null;
        _ring?.Dispose();
        _ring = null;
    }

    // Opens the ring when it appears and again when its path means another file. A system call each 10 ms at most.
    private void Look()
    {
        long nowNs = MonotonicClock.NowNs();
        if (nowNs < _lookAtNs)
        {
            return;
        }

        _lookAtNs = nowNs + LookEveryNs;
        FileIdentity identity = FileIdentity.OfPath(_path);
        if (identity == default || identity == _opened || (identity == _tried && nowNs < _retryAtNs))
        {
            return;
        }

        _tried = identity;
        _retryAtNs = nowNs + RetryEveryNs;
        if (MappedRegion.TryOpenRead(_path, RegionKind.Ring, out MappedRegion? ring, out _) == RegionStatus.Ready)
        {
            Dispose();
            _ring = ring;
            _opened = identity;
        }
    }

    private long ReadEntry()
    {
        // Acquire: pairs with the release in RegionOwner.RaiseGeneration. A new engine may have rearranged its table.
        ulong generation = Volatile.Read(ref _ring!.HeaderPointer->Generation);
        if (generation != _generation || _entry == null)
        {
            _generation = generation;
            _entry = Find(_ring);
        }

        if (_entry == null)
        {
            return 0;
        }

        // The entry may be given to a new file of this name between the two loads of the identity: then its position is that
        // file's. Acquire: pairs with the release in RingRegion.ReleaseFeed: the engine is done with the slots up to here.
        long consumed = 0;
        if (Volatile.Read(ref _entry->FeedCreatedNs) == _feedCreatedNs)
        {
            consumed = Volatile.Read(ref _entry->Consumed);
            Volatile.ReadBarrier();
        }

        return Volatile.Read(ref _entry->FeedCreatedNs) == _feedCreatedNs ? consumed : 0;
    }

    private FeedEntry* Find(MappedRegion ring)
    {
        FeedEntry* entries = (FeedEntry*)(ring.Start + ring.Geometry.FeedsOffset);
        for (int i = 0; i < ring.Geometry.FeedCapacity; i++)
        {
            // Acquire: pairs with the release in RingRegion.AttachFeed: identity and name are whole.
            if (Volatile.Read(ref entries[i].Committed) != (ulong)i + 1)
            {
                return null;
            }

            if (((ReadOnlySpan<byte>)entries[i].Name).SequenceEqual(_name))
            {
                return entries + i;
            }
        }

        return null;
    }
}
