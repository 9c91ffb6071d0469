using System.Diagnostics;
using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Writes the signal region. Both of its tables are overwritten without asking anybody; the protocol, which
/// <see cref="SignalReader"/>, <see cref="HistoryReader"/>, ultracascade.h and ultracascade.py share:
/// <code>
/// first 8 bytes    0 → WRITING|1 → 1 → WRITING|2 → 2 …      latest: the version
///                  … → n - slots → WRITING|n → n …          history: the sequence; slot n &amp; (slots - 1)
///
/// writer           1. store WRITING|n                              WRITING is bit 63
///                  2. store-store barrier
///                  3. store the payload
///                  4. release-store n
///                  5. history: signal hash before 4; release-store the cursor n after it
/// reader           1. acquire v = the first 8 bytes; WRITING set: retry (latest) or not yet (history)
///                  2. copy the payload
///                  3. load-load barrier
///                  4. load the first 8 bytes again: equal to v means whole
///
/// cost             writer: 5 lines (latest), 4 lines and the header's (history), no barrier instruction on x86, never waits
///                  reader: as many lines, two loads more; readers do not know of each other
/// </code>
/// Without step 1 a reader that loads n, is overtaken and loads n again would take a torn payload for whole.
/// Opened by the holder of the <see cref="InstanceLock"/> only; one thread, but for <see cref="Notify"/>.
/// </summary>
public sealed unsafe class SignalWriter : IDisposable
{
    /// <summary>Name of directory entry 0: the whole market.</summary>
    public const string MarketName = "MARKET";

    private const int PayloadOffset = 8;

    private readonly MappedRegion _region;
    private readonly InstrumentDirectory _instruments;
    private readonly VenueTable _venues;
    private readonly EpisodeTable _episodes;
    private readonly RegionHeader* _header;
    private readonly int _latestCapacity;
    private readonly long _mask;
    private readonly long _versionFloor;
    private LatestSlot* _latest;
    private SignalFrame* _history;
    private long* _counters;
    private long _cursor;
    private ulong _hash;

    private SignalWriter(MappedRegion region)
    {
        _region = region;
        _header = region.HeaderPointer;
        _latest = (LatestSlot*)(region.Start + region.Geometry.LatestOffset);
        _latestCapacity = region.Geometry.LatestCapacity;
        _history = (SignalFrame*)(region.Start + region.Geometry.SlotsOffset);
        _mask = region.Geometry.SlotCount - 1;
        _counters = (long*)(region.Start + region.Geometry.CountersOffset);
        _cursor = SlotRecovery.Run(region, SignalFrame.Size, out int repairedFrames);
        _hash = _header->SignalHash;
        _versionFloor = LatestRecovery.Run(region, out int repairedLatest);
        RepairedSlots = repairedFrames + repairedLatest;
        _instruments = new InstrumentDirectory(region, first: 0, isGrouped: true);
        _venues = new VenueTable(region);
        _episodes = new EpisodeTable(region);
        RequireMarket(region);
        AssertInvariants();
    }

    /// <summary>1 for a new instance, one more for each engine after.</summary>
    public ulong Generation => Header->Generation;

    /// <summary>Sequence of the newest history frame, 0 = none.</summary>
    public long HistoryCursor => _cursor;

    /// <summary>Entries of the directory in use, the market included.</summary>
    public int InstrumentCount => _instruments.Count;

    /// <summary>How the owner before this one ended.</summary>
    public PreviousOwner Previous => _region.Previous;

    /// <summary>Slots found half written at open. Already added to the counter <see cref="EngineCounter.RepairedSlots"/>.</summary>
    public int RepairedSlots { get; }

    /// <summary>Hash over all history frames.</summary>
    public ulong SignalHash => _hash;

    private RegionHeader* Header
    {
        get
        {
            ObjectDisposedException.ThrowIf(_latest == null, this);
            return _header;
        }
    }

    /// <summary>
    /// Creates the region or continues it in place; with another geometry or mode it is re-created and the sequence goes on. The
    /// market and the fixed venues are in it. State is Starting; the caller beats and goes Live.
    /// </summary>
    /// <exception cref="RegionException">The file cannot be created or continued.</exception>
    /// <exception cref="ArgumentException">A size is out of its range.</exception>
    public static SignalWriter Open(InstancePaths paths, SignalOptions options)
    {
        paths.EnsureDirectory();
        MappedRegion region = RegionOwner.Open(Plan(paths, options), out bool isContinued);
        try
        {
            SignalWriter writer = new(region);
            writer._counters[(int)EngineCounter.RepairedSlots] += writer.RepairedSlots;
            Volatile.Write(ref region.HeaderPointer->NotifyWord, (uint)writer._cursor);
            if (isContinued)
            {
                _ = RegionOwner.RaiseGeneration(region);
            }

            return writer;
        }
        catch (Exception)
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A writer of its own region that no other process ever sees, with the tables of <paramref name="options"/>: where frames go while an engine
    /// catches up with what it published before.
    /// </summary>
    /// <exception cref="RegionException">There is no room for it.</exception>
    internal static SignalWriter OpenUnseen(InstancePaths paths, SignalOptions options) => new(RegionCreation.CreateNameless(Plan(paths, options)));

    /// <summary>The region.</summary>
    internal MappedRegion Region => _region;

    /// <summary>Slots of the history.</summary>
    public long HistorySlots => _mask + 1;

    /// <summary>Puts a frame that was published before into a history that was made anew, under the sequence it has.</summary>
    public void RestoreFrame(ref SignalFrame frame)
    {
        _cursor = frame.Sequence - 1;
        _ = AppendHistory(ref frame);
    }

    /// <summary>Goes on behind frame <paramref name="cursor"/>, with <paramref name="hash"/> over all frames up to it.</summary>
    public void ContinueAfter(long cursor, ulong hash)
    {
        _cursor = cursor;
        _hash = hash;
        Header->SignalHash = hash;
        Volatile.Write(ref Header->Cursor, cursor);
    }

    /// <summary>
    /// Index of the instrument with this name, appended if it is new, in the group of its base. Committed and Group of
    /// <paramref name="entry"/> are ignored. -1 when the directory is full, the name empty or the market's. Allocates nothing.
    /// </summary>
    public int AddInstrument(in InstrumentEntry entry)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        int index = _instruments.Add(entry);
        return index == 0 ? -1 : index;
    }

    /// <summary>Index of the venue with this code: fixed, known or the next free one. -1 when the table is full or the code empty. Allocates nothing.</summary>
    public int AddVenue(in VenueEntry entry)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        return _venues.Add(entry);
    }

    /// <summary>
    /// Replaces the latest frame of an instrument (0 = the market) and raises its version. The frame is stored as it is.
    /// Allocates nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the table.</exception>
    public void PublishLatest(int instrument, ref SignalFrame frame)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        if ((uint)instrument >= (uint)_latestCapacity)
        {
            ThrowOutsideTable(instrument);
        }

        LatestSlot* slot = _latest + instrument;
        long version = slot->Version;
        version = (version == 0 ? _versionFloor : version) + 1;
        Volatile.Write(ref slot->Version, WritingMark.Set(version));

        // Store-store: the mark is seen before any of the payload. Pairs with the read barrier in SignalReader.TryReadLatest and
        // uc_read_latest.
        Volatile.WriteBarrier();
        slot->Frame = frame;

        // Release: pairs with the acquire in SignalReader.TryReadLatest and uc_read_latest.
        Volatile.Write(ref slot->Version, version);
    }

    /// <summary>
    /// Appends a frame to the history: assigns its sequence, adds it to the signal hash, stores it and moves the cursor. Returns
    /// the sequence. Allocates nothing.
    /// </summary>
    public long AppendHistory(ref SignalFrame frame)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        long sequence = _cursor + 1;
        frame.Sequence = sequence;
        _hash = Protocol.SignalHash.Append(_hash, frame);
        SignalFrame* slot = _history + (sequence & _mask);
        Volatile.Write(ref slot->Sequence, WritingMark.Set(sequence));

        // Store-store: the mark is seen before any of the payload. Pairs with the read barrier in HistoryReader.TryRead and
        // uc_history_poll.
        Volatile.WriteBarrier();
        Unsafe.CopyBlockUnaligned(
            ref *((byte*)slot + PayloadOffset), ref Unsafe.AddByteOffset(ref Unsafe.As<SignalFrame, byte>(ref frame), PayloadOffset), SignalFrame.Size - PayloadOffset);

        // Before the frame counts as whole, so that a successor that finds the frame finds it in the hash too.
        _header->SignalHash = _hash;

        // Release: pairs with the acquire in HistoryReader.TryRead and uc_history_poll.
        Volatile.Write(ref slot->Sequence, sequence);

        // Release: pairs with the acquire in SignalReader.Cursor and uc_cursor: up to here every slot is whole or lapped.
        Volatile.Write(ref _header->Cursor, sequence);
        _cursor = sequence;
        return sequence;
    }

    /// <summary>Stores what is known of an episode in the slot of its number, from 1. Allocates nothing.</summary>
    public void PublishEpisode(ref EpisodeRecord episode)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        _episodes.Write(ref episode);
    }

    /// <summary>Highest number in the episode table: the counter may be some milliseconds behind it.</summary>
    public long NewestEpisode => _episodes.Newest();

    /// <summary>The value of a counter, to go on from after a restart.</summary>
    public long GetCounter(EngineCounter counter)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)counter, (uint)EngineCounter.Count, nameof(counter));
        return _counters[(int)counter];
    }

    /// <summary>Stores a counter. Plain store: readers may see it a moment late. Counters 0–15 belong to the sequencer's thread. Allocates nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such counter.</exception>
    public void SetCounter(EngineCounter counter, long value)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)counter, (uint)EngineCounter.Count, nameof(counter));
        _counters[(int)counter] = value;
    }

    /// <summary>Stores the heartbeat: CLOCK_MONOTONIC in ns, at least every 100 ms. The hot loop's thread. Allocates nothing.</summary>
    public void Beat(long monotonicNs) => RegionOwner.Beat(Header, monotonicNs);

    /// <summary>Stores the state, after the work it implies.</summary>
    public void SetState(RegionState state) => RegionOwner.SetState(Header, state);

    /// <summary>
    /// Wakes the sleeping readers if there is news since the last call, and returns how many slept. For one notifier thread beside the hot loop, which itself
    /// makes no system call; must have ended before <see cref="Dispose"/>. Allocates nothing.
    /// </summary>
    public int Notify()
    {
        RegionHeader* header = Header;
        uint low = (uint)Volatile.Read(ref header->Cursor);
        if (header->NotifyWord == low)
        {
            return 0;
        }

        // Release, then the kernel's own barrier in the wake: a reader that sleeps on the old word is woken, one that has not
        // slept yet finds the new word. Pairs with SignalReader.Sleep and uc_wait_news.
        Volatile.Write(ref header->NotifyWord, low);
        return Futex.Wake((nint)(&header->NotifyWord));
    }

    /// <summary>Keeps the region resident. False with a reason when the limit does not allow it; everything works all the same.</summary>
    public bool TryLockMemory(out string reason) => _region.TryLockMemory(out reason);

    /// <summary>Unmaps. The state is left as it is: without Stopped, readers see the region go stale. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        _latest = null;
        _history = null;
        _counters = null;
        _region.Dispose();
    }

    private void RequireMarket(MappedRegion region)
    {
        if (_instruments.Add(MarketEntry()) != 0)
        {
            throw new RegionException(region.Path, RegionStatus.Corrupt,
                $"{region.Path} exists and cannot be continued: entry 0 of its directory is not {MarketName}. {RegionAdvice.ForOwner(RegionStatus.Corrupt)}");
        }
    }

    private static InstrumentEntry MarketEntry()
    {
        InstrumentEntry market = default;
        _ = FixedText.TryWrite(MarketName, market.Name);
        return market;
    }

    private static RegionPlan Plan(InstancePaths paths, SignalOptions options)
    {
        RegionHeader layout = RegionLayout.Signals(options.HistorySlots, options.Instruments);
        layout.InstanceMode = options.Mode;
        return new RegionPlan
        {
            Path = paths.Signals,
            Layout = layout,
            IsLocked = false,
            IsModeFixed = true,
            GroupId = paths.GroupId,
            Fill = Fill,
            CarryOver = CarryOver,
        };
    }

    private static void Fill(MappedRegion region)
    {
        region.HeaderPointer->SignalHash = Protocol.SignalHash.Seed;
        VenueTable.FillFixed(region);
        _ = new InstrumentDirectory(region, first: 0, isGrouped: true).Add(MarketEntry());
    }

    // A sequence is never used twice, also when the history gets another size. Its slots are empty: they read as frames lost. An index means the
    // same instrument for ever: stored records name instruments by it.
    private static void CarryOver(MappedRegion old, MappedRegion created)
    {
        InstrumentDirectory.Copy(old, created);
        VenueTable.Copy(old, created);
        created.HeaderPointer->Cursor = SlotRecovery.Run(old, SignalFrame.Size, out _);
        created.HeaderPointer->SignalHash = old.HeaderPointer->SignalHash;
    }

    private static void ThrowOutsideTable(int instrument) =>
        throw new ArgumentOutOfRangeException(nameof(instrument), instrument, "The instrument is outside the latest table.");

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_instruments.Count >= 1, "The market is always there.");
        Debug.Assert(_header->Cursor == _cursor, "The cursor is ours alone.");
        Debug.Assert(long.IsPow2(_mask + 1), "Sequences become slots by a mask.");
        Debug.Assert((nint)_latest % 64 == 0 && (nint)_history % 64 == 0, "Slots begin at a cache line.");
    }
}
