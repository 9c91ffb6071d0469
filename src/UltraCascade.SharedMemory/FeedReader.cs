using System.Diagnostics;
using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The engine's end of one feed, over a read-only map: it cannot harm the feed, and the feed cannot lead it outside the map. The
/// protocol stands above <see cref="FeedWriter"/>. What has been read is released by storing the position into the ring's feed
/// table (<see cref="RingRegion.ReleaseFeed"/>), not here. One thread.
/// </summary>
public sealed unsafe class FeedReader : IDisposable
{
    // How many fruitless looks pass between two loads of the cursor, whose line the writer wants for itself.
    private const int LooksBetweenCursorReads = 1024;

    private readonly MappedRegion _region;
    private readonly DirectoryView _directory;
    private readonly long _mask;
    private EventRecord* _slots;
    private long _position = 1;
    private int _fruitlessLooks;

    private FeedReader(MappedRegion region)
    {
        _region = region;
        _directory = new DirectoryView(region);
        _slots = (EventRecord*)(region.Start + region.Geometry.SlotsOffset);
        _mask = region.Geometry.SlotCount - 1;
        Name = InstancePaths.FeedName(region.Path);
    }

    /// <summary>Name of the feed, from its path.</summary>
    public string Name { get; }

    /// <summary>When the feed's file was created, ns since 1970 UTC: positions belong to this file only.</summary>
    public long CreatedNs => _region.CreatedNs;

    /// <summary>Live or replay, as its writer said.</summary>
    public InstanceMode Mode => _region.Mode;

    /// <summary>Records the feed holds.</summary>
    public long SlotCount => _mask + 1;

    /// <summary>Where the feed's writer is in its life.</summary>
    public RegionState State => Heartbeat.State(_region.HeaderPointer);

    /// <summary>Age of the writer's heartbeat in ns; <see cref="long.MaxValue"/> when it ran under another boot.</summary>
    public long HeartbeatAgeNs => Heartbeat.AgeNs(_region.HeaderPointer);

    /// <summary>Whether the writer says it lives and has not beaten for 900 ms.</summary>
    public bool IsStale => Heartbeat.IsStale(_region.HeaderPointer, out _);

    /// <summary>Process id of the writer.</summary>
    public int WriterPid => (int)_region.HeaderPointer->WriterPid;

    /// <summary>Records the writer dropped because the feed was full.</summary>
    public long Dropped => Volatile.Read(ref _region.HeaderPointer->Dropped);

    /// <summary>Newest position published.</summary>
    public long Cursor => Volatile.Read(ref _region.HeaderPointer->Cursor);

    /// <summary>Lowest position that can still be in a slot: where an engine starts that knows no position of its own.</summary>
    public long OldestPosition => Math.Max(1, Cursor - _mask);

    /// <summary>Position that is read next, from 1.</summary>
    public long Position => _position;

    /// <summary>Positions passed over because their slot held something else: 0 as long as the writer keeps to the protocol.</summary>
    public long Faults { get; private set; }

    /// <summary>
    /// Opens and checks the feed at <paramref name="path"/>, at position 1. When the status is not Ready, the reader is null and the
    /// reason says what, why and what to do.
    /// </summary>
    public static RegionStatus TryOpen(string path, out FeedReader? reader, out string reason)
    {
        RegionStatus status = MappedRegion.TryOpenRead(path, RegionKind.Feed, out MappedRegion? region, out reason);
        reader = region == null ? null : new FeedReader(region);
        return status;
    }

    /// <summary>Sets the position that is read next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public void SeekTo(long nextPosition)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nextPosition, 1);
        _position = nextPosition;
        _fruitlessLooks = 0;
    }

    /// <summary>Copies the next record and moves on. False when it is not there yet. Allocates nothing.</summary>
    public bool TryRead(out EventRecord record)
    {
        ObjectDisposedException.ThrowIf(_slots == null, this);
        long position = _position;
        EventRecord* slot = _slots + (position & _mask);

        // Acquire: pairs with the release in FeedWriter.Store and uc_feed_put. The writer does not touch the slot again before
        // this position is released, so the copy needs no second look.
        if (Volatile.Read(ref slot->Sequence) == position)
        {
            record = *slot;
            _position = position + 1;
            return true;
        }

        record = default;
        return ++_fruitlessLooks >= LooksBetweenCursorReads && TryPassOverFault(out record);
    }

    /// <summary>Whether the path means another file now, or none: drain this one, then open anew.</summary>
    public bool IsSuperseded() => _region.IsSuperseded();

    /// <summary>Copies an entry of the feed's directory. False when there is none at this index.</summary>
    public bool TryGetInstrument(int index, out InstrumentEntry entry)
    {
        ObjectDisposedException.ThrowIf(_slots == null, this);
        entry = default;
        return index > 0 && _directory.TryGetInstrument(index, out entry);
    }

    /// <summary>Copies an entry of the feed's venue table. False when there is none at this index.</summary>
    public bool TryGetVenue(int index, out VenueEntry entry)
    {
        ObjectDisposedException.ThrowIf(_slots == null, this);
        entry = default;
        return index > 0 && _directory.TryGetVenue(index, out entry);
    }

    /// <summary>Unmaps. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        _slots = null;
        _region.Dispose();
    }

    // The slot has had something else for a thousand looks. If the cursor says that our position was published, it is gone or
    // was never there: pass over it, counted, rather than wait for ever.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPassOverFault(out EventRecord record)
    {
        _fruitlessLooks = 0;
        record = default;

        // Acquire: pairs with the release in FeedWriter.Store and uc_feed_put: what was published up to the cursor is in its slot.
        long cursor = Cursor;
        if (cursor < _position || Volatile.Read(ref _slots[_position & _mask].Sequence) == _position)
        {
            return false;
        }

        long next = Math.Max(_position + 1, cursor - _mask);
        Faults += next - _position;
        _position = next;
        AssertInvariants();
        return TryRead(out record);
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_position >= 1, "Positions are counted from 1.");
        Debug.Assert(long.IsPow2(_mask + 1), "Positions become slots by a mask.");
    }
}
