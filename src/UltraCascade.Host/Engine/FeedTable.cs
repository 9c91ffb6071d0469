using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// The feeds that the sequencer reads, and the hand-over of new ones. The discovery thread opens a feed and offers it; the
/// sequencer's thread takes it between two rounds and retires the reader that was there before; the discovery thread disposes
/// what was retired. So no reader is unmapped while somebody reads from it, and the sequencer never waits.
/// </summary>
internal sealed class FeedTable
{
    private readonly RingRegion _ring;
    private readonly Action<int, FeedReader, long>? _onActive;
    private readonly FeedReader?[] _active;
    private readonly FeedReader?[] _offered;
    private readonly FeedReader?[] _retired;
    private readonly long[] _limits;
    private int _offeredCount;
    private bool _isFrozen;

    /// <summary>A table of so many places; <paramref name="onActive"/> hears of each feed with its place and position before a record of it is read.</summary>
    public FeedTable(RingRegion ring, int capacity, Action<int, FeedReader, long>? onActive = null)
    {
        _onActive = onActive;
        _ring = ring;
        _active = new FeedReader?[capacity];
        _offered = new FeedReader?[capacity];
        _retired = new FeedReader?[capacity];
        _limits = new long[capacity];
    }

    /// <summary>Places in the table.</summary>
    public int Capacity => _active.Length;

    /// <summary>Places ever used: the sequencer looks no further. Sequencer's thread.</summary>
    public int Count { get; private set; }

    /// <summary>The reader at a place. Sequencer's thread.</summary>
    public FeedReader? this[int place] => _active[place];

    /// <summary>Ends every feed at what it has published now. Sequencer's thread.</summary>
    public void Freeze()
    {
        for (int i = 0; i < Count; i++)
        {
            _limits[i] = _active[i]?.Cursor ?? 0;
        }

        _isFrozen = true;
    }

    /// <summary>Whether the next record of a feed was published before <see cref="Freeze"/>. Sequencer's thread.</summary>
    public bool MayRead(int place, FeedReader reader) => !_isFrozen || reader.Position <= _limits[place];

    /// <summary>
    /// Takes one offered feed, makes it the active one at its place and returns that, or -1. Sequencer's thread. The only moment
    /// at which the sequencer may allocate: a feed is new.
    /// </summary>
    public int TakeOffer()
    {
        if (Volatile.Read(ref _offeredCount) == 0 || _isFrozen)
        {
            return -1;
        }

        for (int i = 0; i < _offered.Length; i++)
        {
            // The exchange is a full fence: it pairs with the release in Offer.
            FeedReader? reader = Interlocked.Exchange(ref _offered[i], null);
            if (reader is not null && Activate(reader) is int place and >= 0)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Offers a feed. False when the table of offers is full: try again later. Discovery thread.</summary>
    public bool Offer(FeedReader reader)
    {
        for (int i = 0; i < _offered.Length; i++)
        {
            if (Volatile.Read(ref _offered[i]) is null)
            {
                // Counted before it is stored: the sequencer may look too early, never too late.
                Interlocked.Increment(ref _offeredCount);
                Volatile.Write(ref _offered[i], reader);
                return true;
            }
        }

        return false;
    }

    /// <summary>Disposes the readers that the sequencer no longer uses. Discovery thread.</summary>
    public void DisposeRetired()
    {
        for (int i = 0; i < _retired.Length; i++)
        {
            Interlocked.Exchange(ref _retired[i], null)?.Dispose();
        }
    }

    /// <summary>Disposes everything. After the sequencer's thread ended.</summary>
    public void DisposeAll()
    {
        DisposeRetired();
        for (int i = 0; i < _active.Length; i++)
        {
            _active[i]?.Dispose();
            _active[i] = null;
            Interlocked.Exchange(ref _offered[i], null)?.Dispose();
        }
    }

    /// <summary>Feeds refused because the ring's feed table is full.</summary>
    public long Refused { get; private set; }

    private int Activate(FeedReader reader)
    {
        Interlocked.Decrement(ref _offeredCount);
        int place = _ring.AttachFeed(reader.Name, reader.CreatedNs, out long consumed);
        if (place < 0 || place >= _active.Length)
        {
            Refused++;
            reader.Dispose();
            return -1;
        }

        reader.SeekTo(consumed > 0 ? consumed + 1 : reader.OldestPosition);
        _onActive?.Invoke(place, reader, consumed);
        FeedReader? before = _active[place];
        _active[place] = reader;
        Count = Math.Max(Count, place + 1);
        if (before is not null)
        {
            Interlocked.Exchange(ref _retired[place], before)?.Dispose();
        }

        return place;
    }
}
