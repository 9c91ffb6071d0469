using System.Diagnostics;
using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Writes one feed. The protocol, which <see cref="FeedReader"/> and uc_feed_* of ultracascade.h share:
/// <code>
/// slot of position p (1-based): p &amp; (slots - 1). A slot is never overwritten before the engine has consumed it.
///
/// slot says      p - slots (or 0)                 p
///                free once consumed >= p - slots  holds the record
///
/// writer         1. p &lt;= consumed + slots, from the cached position; only when that says full, acquire the engine's
///                2. bytes 8…63 of the record
///                3. release-store the slot's sequence p
///                4. release-store the header's cursor p          (for statistics and recovery; the engine reads slots)
/// reader         1. acquire the slot's sequence; p means: there
///                2. copy
///                3. later, when the consequences are stored: release-store consumed p into the ring's feed table
///
/// cost           two cache lines written per record, no barrier instruction on x86; one shared line read per lap
/// </code>
/// A writer that dies between 2 and 3 has written nothing; between 3 and 4 the next writer finds p in the slot and goes on
/// after it. One thread; the kernel drops the file's lock however the process ends.
/// </summary>
public sealed unsafe class FeedWriter : IDisposable
{
    private const int SpinsBeforeYield = 64;
    private const int YieldsBeforeSleep = 16;
    private const long WaitSleepNs = 50_000;
    private const int PayloadOffset = 8;

    // Below every position: sends the next publication to TryMakeRoom.
    private const long NoRoomKnown = -1;

    private readonly MappedRegion _region;
    private readonly RingFollower _follower;
    private readonly InstrumentDirectory _instruments;
    private readonly VenueTable _venues;
    private readonly RegionHeader* _header;
    private readonly EventRecord* _slots;
    private readonly long _mask;
    private readonly FullPolicy _policy;
    private long _published;
    private long _limit;
    private long _lostSinceGap;
    private long _firstLostNs;
    private long _lastLostNs;
    private bool _isDisposed;

    private FeedWriter(MappedRegion region, InstancePaths paths, string name, FullPolicy policy)
    {
        _region = region;
        _header = region.HeaderPointer;
        _slots = (EventRecord*)(region.Start + region.Geometry.SlotsOffset);
        _mask = region.Geometry.SlotCount - 1;
        _policy = policy;
        _published = SlotRecovery.Run(region, EventRecord.Size, out _);
        _instruments = new InstrumentDirectory(region, first: 1, isGrouped: false);
        _venues = new VenueTable(region);
        _follower = new RingFollower(paths.Ring, name, region.CreatedNs);
        Name = name;
        _limit = NoRoomKnown;
    }

    /// <summary>Name of the feed.</summary>
    public string Name { get; }

    /// <summary>Newest position published, 0 = none yet.</summary>
    public long Published => _published;

    /// <summary>The engine's position, read now; 0 when none has attached this feed.</summary>
    public long Consumed => ReadConsumed();

    /// <summary>Records dropped since the file was created.</summary>
    public long Dropped => Header->Dropped;

    /// <summary>When the file was created, ns since 1970 UTC.</summary>
    public long CreatedNs => _region.CreatedNs;

    /// <summary>1 for a new file, one more for each writer that continued it.</summary>
    public ulong Generation => Header->Generation;

    /// <summary>Whether an engine keeps the heartbeat of this instance's ring. False before one was started.</summary>
    public bool EngineIsAlive
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _follower.IsEngineAlive();
        }
    }

    private RegionHeader* Header
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _header;
        }
    }

    /// <summary>
    /// Creates the feed, or continues it after the last published position when the file is there with this geometry.
    /// Takes the file's lock until disposed.
    /// </summary>
    /// <exception cref="RegionException">The file cannot be created or continued.</exception>
    /// <exception cref="InstanceHeldException">Another writer holds it.</exception>
    /// <exception cref="ArgumentException">The name is not valid, or a size is out of its range.</exception>
    public static FeedWriter Open(InstancePaths paths, string name, FeedOptions options)
    {
        RegionHeader layout = RegionLayout.Feed(options.Slots, options.Instruments);
        layout.InstanceMode = options.Mode;
        RegionPlan plan = new()
        {
            Path = paths.Feed(name),
            Layout = layout,
            IsLocked = true,
            IsModeFixed = false,
            GroupId = paths.GroupId,
            Fill = VenueTable.FillFixed,
        };
        paths.EnsureDirectory();
        MappedRegion region = RegionOwner.Open(plan, out bool isContinued);
        try
        {
            FeedWriter writer = new(region, paths, name, options.FullPolicy);
            if (isContinued)
            {
                _ = RegionOwner.RaiseGeneration(region);
            }

            writer.Beat();
            RegionOwner.SetState(region.HeaderPointer, RegionState.Live);
            writer.AssertInvariants();
            return writer;
        }
        catch (Exception)
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Index of the instrument in this feed's directory, added if its name is new. -1 when the directory is full: the caller counts
    /// and says so.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty, reserved or longer than 64 bytes of UTF-8, or the base longer than 24.</exception>
    public int AddInstrument(string name, string baseAsset, DirectoryFlags flags)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        InstrumentEntry entry = new() { Flags = flags };
        if (name.Length == 0 || name == SignalWriter.MarketName || !FixedText.TryWrite(name, entry.Name))
        {
            throw new ArgumentException($"'{name}' is no name for an instrument: 1 to {Text64.Bytes} bytes of UTF-8 without NUL, and not {SignalWriter.MarketName}.", nameof(name));
        }

        if (!FixedText.TryWrite(baseAsset, entry.Base))
        {
            throw new ArgumentException($"'{baseAsset}' is no base asset: at most {Text24.Bytes} bytes of UTF-8 without NUL.", nameof(baseAsset));
        }

        return _instruments.Add(entry);
    }

    /// <summary>Index of the venue: the fixed one for the codes of <see cref="Venue"/>, else the next free one. -1 when the table is full.</summary>
    /// <exception cref="ArgumentException">The code is empty or longer than 24 bytes of UTF-8.</exception>
    public int AddVenue(string code)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        VenueEntry entry = default;
        return code.Length > 0 && FixedText.TryWrite(code, entry.Code)
            ? _venues.Add(entry)
            : throw new ArgumentException($"'{code}' is no venue code: 1 to {Text24.Bytes} bytes of UTF-8 without NUL.", nameof(code));
    }

    /// <summary>
    /// Publishes one record and stores its position in <see cref="EventRecord.Sequence"/>. False when the feed is full: under
    /// <see cref="FullPolicy.Wait"/> nothing happened; under <see cref="FullPolicy.Drop"/> the record is counted as dropped, and a
    /// Gap from the first to the last lost receive time precedes the next record published. Allocates nothing.
    /// </summary>
    public bool TryPublish(ref EventRecord record)
    {
        if (_published < _limit || TryMakeRoom())
        {
            record.Sequence = Store(record);
            return true;
        }

        CountLost(record.ReceiveNs);
        return false;
    }

    /// <summary>
    /// Publishes one record and waits for room if need be, under either policy: spins, yields, then sleeps 50 µs at a time, and
    /// keeps the heartbeat. False when cancelled; then nothing happened. Allocates nothing.
    /// </summary>
    public bool Publish(ref EventRecord record, CancellationToken token)
    {
        for (int turn = 0; _published >= _limit && !TryMakeRoom(); turn++)
        {
            if (token.IsCancellationRequested)
            {
                return false;
            }

            Pause(turn);
        }

        record.Sequence = Store(record);
        return true;
    }

    /// <summary>
    /// Publishes as many of the records as there is room for, in order, and returns how many; the cursor moves once for each
    /// stretch. Under <see cref="FullPolicy.Drop"/> the others are counted as dropped. The records' own
    /// <see cref="EventRecord.Sequence"/> is left as it is. Allocates nothing.
    /// </summary>
    public int TryPublishBatch(ReadOnlySpan<EventRecord> records)
    {
        int taken = 0;
        while (taken < records.Length && (_published < _limit || TryMakeRoom()))
        {
            int room = (int)Math.Min(_limit - _published, records.Length - taken);
            foreach (ref readonly EventRecord record in records.Slice(taken, room))
            {
                StoreSlot(record);
            }

            MoveCursor();
            taken += room;
        }

        foreach (ref readonly EventRecord record in records[taken..])
        {
            CountLost(record.ReceiveNs);
        }

        return taken;
    }

    /// <summary>Stores the heartbeat. To be called at least every 100 ms, also while there is nothing to publish.</summary>
    public void Beat() => RegionOwner.Beat(Header, MonotonicClock.NowNs());

    /// <summary>
    /// Says that this feed ends here on purpose, after a last attempt to announce what was dropped. Without this, disposing leaves
    /// the region Live and readers see it go stale, which is the truth about a writer that left without finishing.
    /// </summary>
    public void MarkStopped()
    {
        RegionHeader* header = Header;
        if (_lostSinceGap > 0 && _published < ReadLimit())
        {
            StoreGap();
        }

        RegionOwner.SetState(header, RegionState.Stopped);
    }

    /// <summary>Drops the lock and unmaps. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _limit = NoRoomKnown;
            _follower.Dispose();
            _region.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Store(in EventRecord record)
    {
        StoreSlot(record);
        MoveCursor();
        return _published;
    }

    // Owes that there is room.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreSlot(in EventRecord record)
    {
        long position = _published + 1;
        EventRecord* slot = _slots + (position & _mask);

        // All but the sequence: the slot's old one stays until the new one is released, and no reader wants the old one any more.
        ref byte payload = ref Unsafe.AddByteOffset(ref Unsafe.As<EventRecord, byte>(ref Unsafe.AsRef(in record)), PayloadOffset);
        Unsafe.CopyBlockUnaligned(ref *((byte*)slot + PayloadOffset), ref payload, EventRecord.Size - PayloadOffset);

        // Release: pairs with the acquire in FeedReader.TryRead.
        Volatile.Write(ref slot->Sequence, position);
        _published = position;
    }

    // Release: pairs with the acquire in FeedReader.Cursor and uc_feed_recover.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MoveCursor() => Volatile.Write(ref _header->Cursor, _published);

    // Asks the engine how far it has come, and announces an earlier loss. True: at least one record may be stored.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMakeRoom()
    {
        long limit = ReadLimit();
        int needed = _lostSinceGap == 0 ? 1 : 2;
        if (limit - _published < needed)
        {
            return false;
        }

        if (_lostSinceGap > 0)
        {
            StoreGap();
        }

        _limit = limit;
        AssertInvariants();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountLost(long receiveNs)
    {
        if (_policy != FullPolicy.Drop)
        {
            return;
        }

        if (_lostSinceGap++ == 0)
        {
            _firstLostNs = receiveNs;
            _lastLostNs = receiveNs;
        }

        _lastLostNs = Math.Max(_lastLostNs, receiveNs);
        Volatile.Write(ref _header->Dropped, _header->Dropped + 1);

        // The next publication has to pass by TryMakeRoom, which announces the loss first.
        _limit = NoRoomKnown;
    }

    private void StoreGap()
    {
        EventRecord gap = new()
        {
            Kind = RecordKind.Gap,
            ExchangeNs = _firstLostNs,
            ReceiveNs = _lastLostNs,
            Id = (ulong)GapReason.Dropped,
        };
        _lostSinceGap = 0;
        _ = Store(gap);
    }

    private long ReadLimit() => ReadConsumed() + _mask + 1;

    private long ReadConsumed()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);

        // A ring that claims to have consumed what was never published would make us overwrite what is unread: it knows nothing.
        long consumed = _follower.ReadConsumed();
        return consumed >= 0 && consumed <= _published ? consumed : 0;
    }

    private void Pause(int turn)
    {
        if (turn < SpinsBeforeYield)
        {
            Thread.SpinWait(8);
        }
        else if (turn < SpinsBeforeYield + YieldsBeforeSleep)
        {
            _ = Thread.Yield();
        }
        else
        {
            Beat();
            PreciseSleep.Sleep(WaitSleepNs);
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_published >= 0, "Positions are counted from 1.");
        Debug.Assert(_header->Cursor == _published, "The cursor follows every publication.");
        Debug.Assert(_limit == NoRoomKnown || _limit - _published <= _mask + 1, "Never more room than slots.");
        Debug.Assert(_lostSinceGap == 0 || _limit == NoRoomKnown, "A loss is announced before the next record.");
        Debug.Assert(long.IsPow2(_mask + 1), "Positions become slots by a mask.");
    }
}
