using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Brings a signal region to where an engine that applies stored records says it should be. The engine writes into <see cref="Unseen"/>, a region
/// like the real one that nobody sees, through the same code as ever; after each record the frames it caused are passed on:
/// <code>
/// records from the first on (whole)   frame n ≤ what was published   compared with the published one where it still is, and with the hash
///                                     frame n above                  published
/// otherwise, or once they differ      a frame of a record that had   dropped
///                                     its frames published
///                                     any other                      published under the next sequence
/// at the end                          latest and episodes stored where the unseen ones are newer
/// </code>
/// So a frame goes out once: what the engine before was killed in, between any two stores, is either there or is not. One thread, before Live.
/// </summary>
public sealed unsafe class SignalRecovery : IDisposable
{
    private const int FramesOfARecord = 2;

    // The history of the unseen region is only a hand-over.
    private const int HandOverSlots = 64;

    private readonly SignalWriter _signals;
    private readonly long _publishedCursor;
    private readonly ulong _publishedHash;
    private readonly long _publishedBy;
    private ulong _hash = SignalHash.Seed;
    private long _passed;
    private bool _follows;
    private bool _hashWasFound;

    /// <summary>
    /// Begins. <paramref name="isWhole"/>: the records begin with the first one ever. <paramref name="handledAtMost"/>: the newest sequence that the
    /// engine before can have handled.
    /// </summary>
    /// <exception cref="RegionException">There is no room for the unseen region.</exception>
    public SignalRecovery(SignalWriter signals, InstancePaths paths, SignalOptions options, bool isWhole, long handledAtMost)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(options);
        _signals = signals;
        _publishedCursor = signals.HistoryCursor;
        _publishedHash = signals.SignalHash;

        // 0: frames are missing where the region was restored from, so the hash over all of them is not known.
        _hashWasFound = _publishedHash == 0;
        _publishedBy = NewestCause(signals, handledAtMost);
        Unseen = SignalWriter.OpenUnseen(paths, new SignalOptions { HistorySlots = HandOverSlots, Instruments = options.Instruments, Mode = options.Mode });
        _follows = isWhole;
        if (!isWhole)
        {
            Restart(isNextNew: false);
        }
    }

    /// <summary>Where the engine writes meanwhile.</summary>
    public SignalWriter Unseen { get; }

    /// <summary>Frames that were published before.</summary>
    public long PublishedBefore => _publishedCursor;

    /// <summary>Frames that the engine before did not come to publish.</summary>
    public long Published { get; private set; }

    /// <summary>Whether the records led to the very frames that were published: so far, and after <see cref="Finish"/> for good.</summary>
    public bool IsSame => _follows;

    /// <summary>The first sequence at which, or at the latest at which, another frame came out than was published; 0 = none.</summary>
    public long FirstDifference { get; private set; }

    /// <summary>A record has gone through all handlers: passes its frames on.</summary>
    public void Applied(long sequence)
    {
        if (!_follows)
        {
            if (Unseen.HistoryCursor != _passed || sequence == _publishedBy)
            {
                PassOn(sequence);
            }
        }
        else if (Unseen.HistoryCursor != _passed)
        {
            Follow(sequence);
        }
        else if (sequence > _publishedBy && _passed < _publishedCursor)
        {
            Differ(_passed + 1, sequence);
        }
    }

    /// <summary>Records are missing before the next one: what comes out from here on is not what an engine would have said that saw them.</summary>
    public void Hole()
    {
        if (_follows)
        {
            FirstDifference = _passed + 1;
            _follows = false;
            Restart(isNextNew: false);
        }
    }

    /// <summary>All records are applied: the tables of the real region become those of the unseen one, and its writer goes on from here.</summary>
    public void Finish()
    {
        if (_follows && (_passed < _publishedCursor || (_publishedCursor > 0 && !_hashWasFound)))
        {
            Differ(_passed + 1, _publishedBy);
        }

        if (_follows)
        {
            _signals.ContinueAfter(_passed, _hash);
        }

        for (int i = 0; i < Unseen.Region.Geometry.LatestCapacity; i++)
        {
            StoreLatest(i);
        }

        for (int i = 0; i < Unseen.Region.Geometry.EpisodeCapacity; i++)
        {
            StoreEpisode(i);
        }
    }

    /// <summary>Gives the unseen region back.</summary>
    public void Dispose() => Unseen.Dispose();

    private void Follow(long sequence)
    {
        for (long n = _passed + 1; n <= Unseen.HistoryCursor; n++)
        {
            SignalFrame frame = *Slot(Unseen, n);
            ulong hash = SignalHash.Append(_hash, in frame);

            // A predecessor that died behind the hash and before the sequence had counted one frame more than it published.
            _hashWasFound |= (n == _publishedCursor || n == _publishedCursor + 1) && hash == _publishedHash;
            bool isNew = n > _publishedCursor;
            if (isNew ? _publishedCursor > 0 && !_hashWasFound : !IsAsPublished(n, frame))
            {
                Differ(n, sequence);
                return;
            }

            if (isNew)
            {
                _signals.ContinueAfter(n - 1, _hash);
                _ = _signals.AppendHistory(ref frame);
                Published++;
            }

            _hash = hash;
            _passed = n;
        }
    }

    private bool IsAsPublished(long n, SignalFrame frame)
    {
        SignalFrame* published = Slot(_signals, n);
        if (published->Sequence != n)
        {
            return true;
        }

        SignalFrame other = *published;
        frame.PublishNs = other.PublishNs = 0;
        frame.Flags &= ~SignalFlags.Replay;
        other.Flags &= ~SignalFlags.Replay;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<SignalFrame>(in frame)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<SignalFrame>(in other)));
    }

    // From here on what was published stands, and sequences go on behind it.
    private void Differ(long n, long sequence)
    {
        FirstDifference = n;
        _follows = false;
        _passed = n - 1;
        PassOn(sequence);
    }

    private void PassOn(long sequence)
    {
        bool isNew = sequence > _publishedBy;
        for (long n = _passed + 1; isNew && n <= Unseen.HistoryCursor; n++)
        {
            SignalFrame frame = *Slot(Unseen, n);
            _ = _signals.AppendHistory(ref frame);
            Published++;
        }

        Restart(sequence + 1 > _publishedBy);
    }

    // A new frame gets the sequence that the real region has next; one that is dropped must not be the newest of anything.
    private void Restart(bool isNextNew)
    {
        _passed = Math.Max(0, _signals.HistoryCursor - (isNextNew ? 0 : FramesOfARecord));
        Unseen.ContinueAfter(_passed, _signals.SignalHash);
    }

    private void StoreLatest(int i)
    {
        LatestSlot* unseen = Latest(Unseen) + i;
        LatestSlot* real = Latest(_signals) + i;
        long version = unseen->Version;
        long there = WritingMark.Clear(real->Version);
        bool isShown = there != 0 && !WritingMark.IsSet(real->Version) && real->Frame.EngineSequence == unseen->Frame.EngineSequence;
        if (version == 0 || (_follows ? isShown : unseen->Frame.EngineSequence <= _publishedBy))
        {
            return;
        }

        version = version > there ? version : there + 1;
        Volatile.Write(ref real->Version, WritingMark.Set(version));

        // Store-store, then release: as in SignalWriter.PublishLatest, with the same partners.
        Volatile.WriteBarrier();
        real->Frame = unseen->Frame;
        Volatile.Write(ref real->Version, version);
    }

    private void StoreEpisode(int i)
    {
        EpisodeRecord* unseen = Episodes(Unseen) + i;
        EpisodeRecord* real = Episodes(_signals) + i;
        long version = unseen->Version;
        long there = WritingMark.Clear(real->Version);
        if (version == 0 || (version == real->Version && _follows) || (!_follows && (long)(unseen->EpisodeId >> 1) <= _publishedBy))
        {
            return;
        }

        EpisodeRecord record = *unseen;
        version = version > there ? version : there + 1;
        record.Version = WritingMark.Set(version);
        Volatile.Write(ref real->Version, record.Version);

        // Store-store, then release: as in EpisodeTable.Write, with the same partners.
        Volatile.WriteBarrier();
        *real = record;
        Volatile.Write(ref real->Version, version);
    }

    // Which record caused the newest frame: what came before it has been told. A history without its newest frame tells nothing, so all of what
    // the engine before can have handled counts as told.
    private static long NewestCause(SignalWriter signals, long handledAtMost)
    {
        long newest = signals.HistoryCursor;
        SignalFrame* slot = Slot(signals, newest);
        if (newest > 0 && slot->Sequence != newest)
        {
            return handledAtMost;
        }

        long cause = newest == 0 ? 0 : slot->EngineSequence;
        for (int i = 0; i < signals.Region.Geometry.LatestCapacity; i++)
        {
            LatestSlot* latest = Latest(signals) + i;
            cause = latest->Version > 0 ? Math.Max(cause, latest->Frame.EngineSequence) : cause;
        }

        return Math.Min(cause, handledAtMost);
    }

    private static SignalFrame* Slot(SignalWriter writer, long n) =>
        (SignalFrame*)(writer.Region.Start + writer.Region.Geometry.SlotsOffset) + (n & (writer.Region.Geometry.SlotCount - 1));

    private static LatestSlot* Latest(SignalWriter writer) => (LatestSlot*)(writer.Region.Start + writer.Region.Geometry.LatestOffset);

    private static EpisodeRecord* Episodes(SignalWriter writer) => (EpisodeRecord*)(writer.Region.Start + writer.Region.Geometry.EpisodesOffset);
}
