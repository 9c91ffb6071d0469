using System.Diagnostics;
using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Reads a signal region over a read-only map: any number of readers, none of which can slow or harm the engine. The protocol
/// stands above <see cref="SignalWriter"/>. Indices are checked against the geometry of the open, so that no content of the region
/// leads outside the map. One thread, but for the members that only load a header field.
/// </summary>
public sealed unsafe class SignalReader : IDisposable
{
    // A frame takes its writer some 50 ns. A writer that was put off its processor meanwhile is worth waiting some 20 µs for.
    private const int LatestAttempts = 1000;

    // Bounds a single sleep, so that a notifier that died or was never started delays news and does not hide it.
    private const long MaxSleepNs = 50_000_000;

    private readonly MappedRegion _region;
    private readonly DirectoryView _directory;
    private readonly RegionHeader* _header;
    private readonly int _latestCapacity;
    private readonly int _counterCount;
    private readonly long _slotCount;
    private readonly Dictionary<string, int> _indexByName = [];
    private readonly List<string> _names = [];
    private readonly EpisodeTable _episodes;
    private LatestSlot* _latest;
    private SignalFrame* _history;
    private long* _counters;

    private SignalReader(MappedRegion region)
    {
        _region = region;
        _header = region.HeaderPointer;
        _directory = new DirectoryView(region);
        _latest = (LatestSlot*)(region.Start + region.Geometry.LatestOffset);
        _latestCapacity = region.Geometry.LatestCapacity;
        _history = (SignalFrame*)(region.Start + region.Geometry.SlotsOffset);
        _slotCount = region.Geometry.SlotCount;
        _counters = (long*)(region.Start + region.Geometry.CountersOffset);
        _counterCount = region.Geometry.CounterCount;
        _episodes = new EpisodeTable(region);
        AssertInvariants();
    }

    /// <summary>Where the engine is in its life, as it says. See <see cref="IsStale"/> for whether to believe it.</summary>
    public RegionState State => Heartbeat.State(Header);

    /// <summary>1 for a new instance, one more for each engine after. A change means: the engine was restarted.</summary>
    public ulong Generation => Volatile.Read(ref Header->Generation);

    /// <summary>Process id of the engine.</summary>
    public int WriterPid => (int)Header->WriterPid;

    /// <summary>Hash over all history frames; belongs to the cursor when the engine has stopped.</summary>
    public ulong SignalHash => Volatile.Read(ref Header->SignalHash);

    /// <summary>Sequence of the newest history frame, 0 = none.</summary>
    public long Cursor => Math.Clamp(Volatile.Read(ref Header->Cursor), 0, long.MaxValue / 2);

    /// <summary>Lowest sequence that stays whole until the next publication: the slot after the newest may be in the writer's hands.</summary>
    public long OldestSequence => OldestBehind(Cursor);

    /// <summary>Frames the history holds.</summary>
    public long HistorySlots => _slotCount;

    /// <summary>Live or replay.</summary>
    public InstanceMode Mode => _region.Mode;

    /// <summary>When the file was created, ns since 1970 UTC: the identity of its sequences.</summary>
    public long CreatedNs => _region.CreatedNs;

    /// <summary>Changes when there is news: hand it to <see cref="WaitForNews"/>.</summary>
    public uint NotifyWord => Volatile.Read(ref Header->NotifyWord);

    /// <summary>Entries of the directory, the market at index 0 included.</summary>
    public int InstrumentCount
    {
        get
        {
            TakeUpNames();
            return _names.Count;
        }
    }

    internal SignalFrame* History
    {
        get
        {
            ObjectDisposedException.ThrowIf(_history == null, this);
            return _history;
        }
    }

    private RegionHeader* Header
    {
        get
        {
            ObjectDisposedException.ThrowIf(_history == null, this);
            return _header;
        }
    }

    /// <summary>
    /// Opens and checks the instance's signal region. When the status is not Ready, the reader is null and the reason says what,
    /// why and what to do: Missing means to wait for the engine.
    /// </summary>
    public static RegionStatus TryOpen(InstancePaths paths, out SignalReader? reader, out string reason)
    {
        RegionStatus status = MappedRegion.TryOpenRead(paths.Signals, RegionKind.Signals, out MappedRegion? region, out reason);
        reader = region == null ? null : new SignalReader(region);
        return status;
    }

    /// <summary>
    /// Whether the engine says it lives and has not beaten for 900 ms, or ran under another boot (then the age is
    /// <see cref="long.MaxValue"/>). Stopped and Faulted regions are not stale: see <see cref="State"/>.
    /// </summary>
    public bool IsStale(out long heartbeatAgeNs) => Heartbeat.IsStale(Header, out heartbeatAgeNs);

    /// <summary>Whether the path means another file now, or none: the region was re-created or removed; open anew.</summary>
    public bool IsSuperseded() => _region.IsSuperseded();

    /// <summary>Copies a directory entry. False when there is none at this index.</summary>
    public bool TryGetInstrument(int index, out InstrumentEntry entry)
    {
        ObjectDisposedException.ThrowIf(_history == null, this);
        return _directory.TryGetInstrument(index, out entry);
    }

    /// <summary>Name of an instrument; <c>#index</c> when there is none at this index.</summary>
    public string InstrumentName(int index)
    {
        if ((uint)index >= (uint)_names.Count)
        {
            TakeUpNames();
        }

        return (uint)index < (uint)_names.Count ? _names[index] : $"#{index}";
    }

    /// <summary>Copies a venue's entry. False when there is none at this index.</summary>
    public bool TryGetVenue(int index, out VenueEntry entry)
    {
        ObjectDisposedException.ThrowIf(_history == null, this);
        return _directory.TryGetVenue(index, out entry);
    }

    /// <summary>Code of a venue; empty when there is none at this index.</summary>
    public string VenueCode(int index)
    {
        ObjectDisposedException.ThrowIf(_history == null, this);
        return _directory.TryGetVenue(index, out VenueEntry entry) ? FixedText.Read(entry.Code) : "";
    }

    /// <summary>Index of the instrument of this name, or -1.</summary>
    public int IndexOf(string name)
    {
        TakeUpNames();
        return _indexByName.TryGetValue(name, out int index) ? index : -1;
    }

    /// <summary>
    /// Copies the latest frame of an instrument (0 = the market) and its version, which rises with every refresh. Retries while
    /// the slot is being written, a bounded number of times, then says Stale. Whether the engine still lives is for
    /// <see cref="IsStale"/>, since asking costs a clock. Allocates nothing.
    /// </summary>
    public ReadStatus TryReadLatest(int instrument, out SignalFrame frame, out long version)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        version = 0;
        if ((uint)instrument >= (uint)_latestCapacity)
        {
            frame = default;
            return ReadStatus.Empty;
        }

        LatestSlot* slot = _latest + instrument;
        for (int attempt = 0; attempt < LatestAttempts; attempt++)
        {
            // Acquire: pairs with the release in SignalWriter.PublishLatest.
            long before = Volatile.Read(ref slot->Version);
            if (before > 0)
            {
                frame = slot->Frame;

                // Load-load: the second look at the version comes after the copy. Pairs with the write barrier in
                // SignalWriter.PublishLatest.
                Volatile.ReadBarrier();
                if (Volatile.Read(ref slot->Version) == before)
                {
                    version = before;
                    return ReadStatus.Ok;
                }
            }
            else if (before == 0)
            {
                frame = default;
                return ReadStatus.Empty;
            }

            Thread.SpinWait(1);
        }

        frame = default;
        return ReadStatus.Stale;
    }

    /// <summary>
    /// Version of an instrument's newest whole frame, 0 = none yet, without a copy: a look at one cache line, for those who spin until
    /// it rises and then call <see cref="TryReadLatest"/>. Allocates nothing.
    /// </summary>
    public long LatestVersion(int instrument)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        if ((uint)instrument >= (uint)_latestCapacity)
        {
            return 0;
        }

        // Acquire: pairs with the release in SignalWriter.PublishLatest. A mark says that the version before is the last whole one.
        long stored = Volatile.Read(ref _latest[instrument].Version);
        return WritingMark.IsSet(stored) ? WritingMark.Clear(stored) - 1 : stored;
    }

    /// <summary>Number of the newest episode, 0 = none yet.</summary>
    public long EpisodeCount => GetCounter(EngineCounter.Episodes);

    /// <summary>Episodes the table holds at most: of older ones the slot is taken.</summary>
    public long EpisodeCapacity => _episodes.Capacity;

    /// <summary>
    /// Copies what is known of episode <paramref name="number"/>, from 1. NotYet: there is none of that number yet; Lapped: its slot has a newer one;
    /// Stale: the slot stayed half written.
    /// </summary>
    public ReadStatus TryReadEpisode(long number, out EpisodeRecord episode)
    {
        ObjectDisposedException.ThrowIf(_latest == null, this);
        return _episodes.TryRead(number, out episode);
    }

    /// <summary>Loads a counter; 0 for one the region does not have.</summary>
    public long GetCounter(EngineCounter counter)
    {
        ObjectDisposedException.ThrowIf(_counters == null, this);
        return (uint)counter < (uint)_counterCount ? Volatile.Read(ref _counters[(int)counter]) : 0;
    }

    /// <summary>
    /// A reader of the history. <paramref name="sequence"/> is used with <see cref="HistoryStart.Sequence"/> only and is at least 1;
    /// one above the cursor waits for its frame.
    /// </summary>
    public HistoryReader ReadHistory(HistoryStart start, long sequence = 0) => new(this, _slotCount, start switch
    {
        HistoryStart.Latest => Cursor + 1,
        HistoryStart.Oldest => FirstPresent(),
        _ => Math.Max(1, sequence),
    });

    /// <summary>
    /// Sleeps until the notify word differs from <paramref name="seenNotifyWord"/>, at most <paramref name="timeout"/>. True when it does.
    /// </summary>
    public bool WaitForNews(uint seenNotifyWord, TimeSpan timeout)
    {
        long deadlineNs = DeadlineNs(timeout);
        while (NotifyWord == seenNotifyWord)
        {
            long leftNs = deadlineNs - MonotonicClock.NowNs();
            if (leftNs <= 0)
            {
                return false;
            }

            Sleep(seenNotifyWord, leftNs);
        }

        return true;
    }

    /// <summary>Unmaps. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        _latest = null;
        _history = null;
        _counters = null;
        _region.Dispose();
    }

    /// <summary>Moment of the monotonic clock at which a wait ends; a negative timeout means never.</summary>
    internal static long DeadlineNs(TimeSpan timeout)
    {
        long nowNs = MonotonicClock.NowNs();
        return timeout < TimeSpan.Zero || timeout.Ticks > (long.MaxValue - nowNs) / TimeSpan.NanosecondsPerTick
            ? long.MaxValue
            : nowNs + timeout.Ticks * TimeSpan.NanosecondsPerTick;
    }

    // Pairs with the store and wake in SignalWriter.Notify.
    internal void Sleep(uint seenNotifyWord, long atMostNs) =>
        _ = Futex.Wait((nint)(&Header->NotifyWord), seenNotifyWord, Math.Min(atMostNs, MaxSleepNs));

    // Past what was repaired away or stayed empty when the history was re-created: none of it was ever there to be lost.
    private long FirstPresent()
    {
        // Loaded once: a writer that moves it on between two looks must not send the loop on a journey.
        long cursor = Cursor;
        long sequence = OldestBehind(cursor);
        while (sequence <= cursor && WritingMark.Clear(Volatile.Read(ref History[sequence & (_slotCount - 1)].Sequence)) < sequence)
        {
            sequence++;
        }

        return sequence;
    }

    private long OldestBehind(long cursor) => Math.Max(1, cursor - _slotCount + 2);

    // Committed entries never change, so names are read once each, as they appear.
    private void TakeUpNames()
    {
        ObjectDisposedException.ThrowIf(_history == null, this);
        while (_directory.TryGetInstrument(_names.Count, out InstrumentEntry entry))
        {
            string name = FixedText.Read(entry.Name);
            _ = _indexByName.TryAdd(name, _names.Count);
            _names.Add(name);
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(long.IsPow2(_slotCount), "Sequences become slots by a mask.");
        Debug.Assert((nint)_latest % 64 == 0 && (nint)_history % 64 == 0, "Slots begin at a cache line.");
        Debug.Assert(_directory.InstrumentCapacity >= 1, "There is room for the market.");
    }
}
