using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Where the sections of one mapped region lie. Copied out of the header once, after <see cref="RegionCheck"/> has found that
/// every section lies inside the file, and never read from the header again: a hostile writer that changes its header later
/// changes nothing here. Sections a kind does not have are 0.
/// </summary>
internal readonly record struct RegionGeometry
{
    internal RegionGeometry(in RegionHeader header)
    {
        FileBytes = (long)header.FileBytes;
        TextOffset = (long)header.TextOffset;
        TextBytes = (int)header.TextBytes;
        InstrumentsOffset = (long)header.InstrumentsOffset;
        InstrumentCapacity = (int)header.InstrumentCapacity;
        VenuesOffset = (long)header.VenuesOffset;
        VenueCapacity = (int)header.VenueCapacity;
        LatestOffset = (long)header.LatestOffset;
        LatestCapacity = (int)header.LatestCapacity;
        SlotsOffset = (long)header.SlotsOffset;
        SlotCount = (long)header.SlotCount;
        FeedsOffset = (long)header.FeedsOffset;
        FeedCapacity = (int)header.FeedCapacity;
        ProvenanceOffset = (long)header.ProvenanceOffset;
        CountersOffset = (long)header.CountersOffset;
        CounterCount = (int)header.CounterCount;
        EpisodesOffset = (long)header.EpisodesOffset;
        EpisodeCapacity = (int)header.EpisodeCapacity;
    }

    internal long FileBytes { get; }

    internal long TextOffset { get; }

    internal int TextBytes { get; }

    internal long InstrumentsOffset { get; }

    internal int InstrumentCapacity { get; }

    internal long VenuesOffset { get; }

    internal int VenueCapacity { get; }

    internal long LatestOffset { get; }

    internal int LatestCapacity { get; }

    internal long SlotsOffset { get; }

    internal long SlotCount { get; }

    internal long FeedsOffset { get; }

    internal int FeedCapacity { get; }

    internal long ProvenanceOffset { get; }

    internal long CountersOffset { get; }

    internal int CounterCount { get; }

    internal long EpisodesOffset { get; }

    internal int EpisodeCapacity { get; }
}
