using System.Runtime.CompilerServices;
using UltraCascade.Engine.Sequencing;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>Binds the sequencer to the feeds in shared memory and to the regions that the engine owns.</summary>
internal readonly struct FeedTableSource(FeedTable table, RingRegion ring, SignalWriter signals) : IFeedSource
{
    public int Capacity => table.Capacity;

    public int Count => table.Count;

    public int NextAttached(out long sequenced)
    {
        int place = table.TakeOffer();
        sequenced = place < 0 ? 0 : table[place]!.Position - 1;
        return place;
    }

    public void Freeze() => table.Freeze();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(int feed, out EventRecord record)
    {
        FeedReader? reader = table[feed];
        if (reader is not null && table.MayRead(feed, reader))
        {
            return reader.TryRead(out record);
        }

        record = default;
        return false;
    }

    public bool TryGetInstrument(int feed, int index, out InstrumentEntry entry)
    {
        entry = default;
        return table[feed]?.TryGetInstrument(index, out entry) ?? false;
    }

    public bool TryGetVenue(int feed, int index, out VenueEntry entry)
    {
        entry = default;
        return table[feed]?.TryGetVenue(index, out entry) ?? false;
    }

    public int AddInstrument(in InstrumentEntry entry) => signals.AddInstrument(in entry);

    public int AddVenue(in VenueEntry entry) => signals.AddVenue(in entry);

    public void Release(int feed, long position) => ring.ReleaseFeed(feed, position);

    public void ShowCounts(int feed, long accepted, long rejected) => ring.CountFeed(feed, accepted, rejected);

    public void SetCounter(EngineCounter counter, long value) => signals.SetCounter(counter, value);
}
