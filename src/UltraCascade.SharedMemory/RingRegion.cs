using System.Diagnostics;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The memory under the engine's ring, which survives the process: slots of records, a column that says where each came from, and
/// the table of feed positions. The order between the engine's threads is the Ring room's business; here is what other
/// processes and a restarted engine see.
/// <code>
/// feed entry     empty → committed (name for ever) ; identity 0 → created_ns of a feed file → 0 → another file's …
/// engine         changes an entry to another file: identity 0, consumed 0, then release-stores the new identity
///                after the consequences of record p are stored: release-stores consumed p
/// feed writer    acquires the identity, acquires consumed, load-load barrier, loads the identity again
/// cost           one store to a line of its own per release; nothing is shared between feeds
/// </code>
/// Opened by the holder of the <see cref="InstanceLock"/> only. Members say which thread they are for.
/// </summary>
public sealed unsafe class RingRegion : IDisposable
{
    private readonly MappedRegion _region;
    private readonly RegionHeader* _header;
    private readonly FeedEntry* _feeds;
    private readonly int _feedCapacity;
    private readonly long[] _positions;
    private bool _isDisposed;

    private RingRegion(MappedRegion region)
    {
        _region = region;
        _header = region.HeaderPointer;
        _feeds = (FeedEntry*)(region.Start + region.Geometry.FeedsOffset);
        _feedCapacity = region.Geometry.FeedCapacity;
        SlotsAddress = (nint)(region.Start + region.Geometry.SlotsOffset);
        ProvenanceAddress = (nint)(region.Start + region.Geometry.ProvenanceOffset);
        SlotCount = region.Geometry.SlotCount;
        RecoveredCursor = SlotRecovery.Run(region, EventRecord.Size, out int repaired);
        RepairedSlots = repaired;
        LowestRecovered = RingRecovery.LowestWhole(region, RecoveredCursor);
        _positions = RingRecovery.Positions(region, LowestRecovered, RecoveredCursor);
        AssertInvariants();
    }

    /// <summary>First of <see cref="SlotCount"/> records of 64 bytes. Valid until <see cref="Dispose"/>.</summary>
    public nint SlotsAddress { get; }

    /// <summary>First of <see cref="SlotCount"/> <see cref="Provenance"/> entries. Valid until <see cref="Dispose"/>.</summary>
    public nint ProvenanceAddress { get; }

    /// <summary>Places in the feed table.</summary>
    public int FeedCapacity => _feedCapacity;

    /// <summary>Slots, a power of two.</summary>
    public long SlotCount { get; }

    /// <summary>Highest sequence found at open, 0 = none: the next record gets a higher one.</summary>
    public long RecoveredCursor { get; private set; }

    /// <summary>
    /// Lowest sequence found at open from which on every record and its provenance are whole; one more than <see cref="RecoveredCursor"/> when
    /// there is none.
    /// </summary>
    public long LowestRecovered { get; private set; }

    /// <summary>How the owner before this one ended.</summary>
    public PreviousOwner Previous => _region.Previous;

    /// <summary>Slots found half written at open and set to 0.</summary>
    public int RepairedSlots { get; }

    /// <summary>1 for a new instance, one more for each engine after.</summary>
    public ulong Generation => Header->Generation;

    /// <summary>When the file was created, ns since 1970 UTC.</summary>
    public long CreatedNs => _region.CreatedNs;

    private RegionHeader* Header
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _header;
        }
    }

    /// <summary>
    /// Creates the ring or continues it in place. With another geometry or mode it is re-created; the feed positions and the
    /// sequence are carried over. State is Starting; the caller beats and goes Live.
    /// </summary>
    /// <exception cref="RegionException">The file cannot be created or continued.</exception>
    /// <exception cref="ArgumentException">A size is out of its range.</exception>
    public static RingRegion Open(InstancePaths paths, RingOptions options)
    {
        RegionHeader layout = RegionLayout.Ring(options.Slots, options.Feeds);
        layout.InstanceMode = options.Mode;
        RegionPlan plan = new()
        {
            Path = paths.Ring,
            Layout = layout,
            IsLocked = false,
            IsModeFixed = true,
            GroupId = paths.GroupId,
            CarryOver = CarryOver,
        };
        paths.EnsureDirectory();
        MappedRegion region = RegionOwner.Open(plan, out bool isContinued);
        try
        {
            RingRegion ring = new(region);
            if (isContinued)
            {
                _ = RegionOwner.RaiseGeneration(region);
            }

            return ring;
        }
        catch (Exception)
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Index of the feed in the feed table. A known name keeps its entry; if its file is the same one, <paramref name="consumed"/>
    /// is the highest position known to be sequenced, else 0. -1 when the table is full or the name does not fit. The sequencer's thread; the
    /// feed's writer sees the entry from here on.
    /// </summary>
    public int AttachFeed(string name, long feedCreatedNs, out long consumed)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        consumed = 0;
        Text40 wanted = default;
        if (name.Length == 0 || !FixedText.TryWrite(name, wanted))
        {
            return -1;
        }

        for (int i = 0; i < _feedCapacity; i++)
        {
            FeedEntry* entry = _feeds + i;
            if (entry->Committed == 0)
            {
                entry->Name = wanted;
                entry->FeedCreatedNs = feedCreatedNs;
                entry->AttachedAfter = RingRecovery.Newest(_region);

                // Release: pairs with the acquire in RingFollower.Find and uc_feed_consumed: identity and name are whole.
                Volatile.Write(ref entry->Committed, (ulong)i + 1);
                return i;
            }

            if (((ReadOnlySpan<byte>)entry->Name).SequenceEqual(wanted))
            {
                if (entry->FeedCreatedNs != feedCreatedNs)
                {
                    Rededicate(entry, feedCreatedNs, RingRecovery.Newest(_region));
                    _positions[i] = 0;
                }

                // Sequenced, but not released yet when the engine before this one died: it is in the ring, so it is not read again.
                consumed = Math.Max(entry->Consumed, _positions[i]);
                return i;
            }
        }

        return -1;
    }

    /// <summary>Makes a new ring go on behind <paramref name="sequence"/>, which is stored elsewhere. Before anything else.</summary>
    /// <exception cref="InvalidOperationException">The ring has records.</exception>
    public void ContinueAfter(long sequence)
    {
        if (RecoveredCursor != 0)
        {
            throw new InvalidOperationException("Only a new ring can begin somewhere else.");
        }

        RecoveredCursor = sequence;
        LowestRecovered = sequence + 1;
        SetCursor(sequence);
    }

    /// <summary>Puts what is known of a feed into its free place: name, file, and as <c>Consumed</c> the position that is stored elsewhere.</summary>
    public void RestoreFeed(in FeedEntry entry)
    {
        FeedEntry* place = Entry((int)entry.Committed - 1);
        if (place->Committed == 0)
        {
            FeedEntry restored = entry;
            restored.Committed = 0;
            restored.AttachedAfter = RecoveredCursor;
            *place = restored;

            // Release: pairs with the acquire in RingFollower.Find and uc_feed_consumed, as in AttachFeed.
            Volatile.Write(ref place->Committed, entry.Committed);
        }
    }

    /// <summary>
    /// Says that the consequences of this feed's records up to <paramref name="consumed"/> are stored: its writer may reuse their
    /// slots. The sequencer's thread. Allocates nothing.
    /// </summary>
    public void ReleaseFeed(int feed, long consumed)
    {
        // Release: pairs with the acquire in RingFollower.ReadEntry and uc_feed_consumed: our reads of the slots come before it.
        Volatile.Write(ref Entry(feed)->Consumed, consumed);
    }

    /// <summary>
    /// Copies an entry of the feed table, and the highest position of its file known to be sequenced. False when there is none at this index.
    /// </summary>
    public bool TryGetFeed(int feed, out FeedEntry entry, out long position)
    {
        entry = *Entry(feed);
        position = Math.Max(entry.Consumed, _positions[feed]);
        return entry.Committed != 0;
    }

    /// <summary>Stores this feed's totals of accepted and rejected records. The sequencer's thread. Allocates nothing.</summary>
    public void CountFeed(int feed, long accepted, long rejected)
    {
        FeedEntry* entry = Entry(feed);
        entry->Accepted = accepted;
        entry->Rejected = rejected;
    }

    /// <summary>Stores the sequence of the newest record whose slot is whole. The sequencer's thread. Allocates nothing.</summary>
    public void SetCursor(long sequence) =>

        // Release: pairs with the acquire of whoever looks into the ring from outside; recovery starts from it.
        Volatile.Write(ref Header->Cursor, sequence);

    /// <summary>Stores the heartbeat: CLOCK_MONOTONIC in ns, at least every 100 ms. The hot loop's thread. Allocates nothing.</summary>
    public void Beat(long monotonicNs) => RegionOwner.Beat(Header, monotonicNs);

    /// <summary>Stores the state, after the work it implies.</summary>
    public void SetState(RegionState state) => RegionOwner.SetState(Header, state);

    /// <summary>Keeps the region resident. False with a reason when the limit does not allow it; everything works all the same.</summary>
    public bool TryLockMemory(out string reason) => _region.TryLockMemory(out reason);

    /// <summary>Unmaps: the addresses are dead. The state is left as it is. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _region.Dispose();
    }

    private static void Rededicate(FeedEntry* entry, long feedCreatedNs, long newest)
    {
        // The old file's writer must not take the new file's position for its own, nor the new one the old position.
        // Pairs with the double look at the identity in RingFollower.ReadEntry and uc_feed_consumed.
        Volatile.Write(ref entry->FeedCreatedNs, 0);
        Volatile.WriteBarrier();
        Volatile.Write(ref entry->Consumed, 0);
        entry->Accepted = 0;
        entry->Rejected = 0;
        entry->AttachedAfter = newest;
        Volatile.Write(ref entry->FeedCreatedNs, feedCreatedNs);
    }

    // Feed positions must outlive the ring's geometry: without them every feed would be read again from its oldest slot.
    private static void CarryOver(MappedRegion old, MappedRegion created)
    {
        long cursor = SlotRecovery.Run(old, EventRecord.Size, out _);
        created.HeaderPointer->Cursor = cursor;
        int feeds = Math.Min(old.Geometry.FeedCapacity, created.Geometry.FeedCapacity);
        new ReadOnlySpan<FeedEntry>(old.Start + old.Geometry.FeedsOffset, feeds)
            .CopyTo(new Span<FeedEntry>(created.Start + created.Geometry.FeedsOffset, feeds));
        if (old.Mode == created.Mode)
        {
            RingRecovery.CarryOver(old, created, cursor);
        }
    }

    private FeedEntry* Entry(int feed)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)feed, (uint)_feedCapacity, nameof(feed));
        return _feeds + feed;
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(long.IsPow2(SlotCount), "Sequences become slots by a mask.");
        Debug.Assert(SlotsAddress % EventRecord.Size == 0, "A record is one cache line.");
        Debug.Assert(RecoveredCursor >= 0, "Sequences are counted from 1.");
    }
}
