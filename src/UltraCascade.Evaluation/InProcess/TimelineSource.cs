using UltraCascade.Engine.Sequencing;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.InProcess;

/// <summary>One feed: the time line of a table, read without shared memory. Indices of the table are the engine's.</summary>
internal readonly struct TimelineSource(TimelineCursor cursor) : IFeedSource
{
    public int Capacity => 1;

    public int Count => 1;

    public int NextAttached(out long sequenced)
    {
        sequenced = 0;
        return cursor.Attach();
    }

    public void Freeze()
    {
        // Recorded data is all published already.
    }

    public bool TryRead(int feed, out EventRecord record) => cursor.TryRead(out record);

    public bool TryGetInstrument(int feed, int index, out InstrumentEntry entry)
    {
        entry = default;
        entry.Group = (uint)index;
        return index > 0 && index < cursor.Table.Instruments.Count;
    }

    // Fixed venues are recognised by their code, others get the next free index: the order of first appearance decides.
    public bool TryGetVenue(int feed, int index, out VenueEntry entry)
    {
        entry = default;
        return index > 0 && index < cursor.Table.Venues.Count && FixedText.TryWrite(cursor.Table.Venues[index], entry.Code);
    }

    public int AddInstrument(in InstrumentEntry entry) => (int)entry.Group;

    public int AddVenue(in VenueEntry entry) => cursor.VenueIndex(FixedText.Read(entry.Code));

    public void Release(int feed, long position)
    {
    }

    public void ShowCounts(int feed, long accepted, long rejected)
    {
    }

    public void SetCounter(EngineCounter counter, long value)
    {
    }
}

/// <summary>Where the reading of a table's time line stands.</summary>
internal sealed class TimelineCursor(LiquidationTable table, Watch watch)
{
    private readonly TimelineWriter _timeline = new(table);
    private readonly EventRecord[] _batch = new EventRecord[1024];
    private int _next;
    private int _filled;
    private long _position;
    private bool _attached;

    /// <summary>The table.</summary>
    public LiquidationTable Table => table;

    public int Attach()
    {
        bool first = !_attached;
        _attached = true;
        return first ? 0 : -1;
    }

    public bool TryRead(out EventRecord record)
    {
        if (_next == _filled)
        {
            _next = 0;
            _filled = _timeline.Fill(_batch);
            watch.Advance(_filled);
            if (_filled == 0)
            {
                record = default;
                return false;
            }
        }

        record = _batch[_next++];
        record.Sequence = ++_position;
        return true;
    }

    public int VenueIndex(string code)
    {
        for (int i = 1; i < table.Venues.Count; i++)
        {
            if (table.Venues[i] == code)
            {
                return i;
            }
        }

        return -1;
    }
}
