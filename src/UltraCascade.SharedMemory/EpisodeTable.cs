using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The episode table of a signal region: slot = (number − 1) mod capacity, rewritten while the episode runs. The protocol is that of the
/// latest table (<see cref="SignalWriter"/>), with the version in the record's own first 8 bytes.
/// </summary>
internal sealed unsafe class EpisodeTable
{
    private const int Attempts = 1000;

    private readonly EpisodeRecord* _slots;
    private readonly long _mask;

    internal EpisodeTable(MappedRegion region)
    {
        _slots = (EpisodeRecord*)(region.Start + region.Geometry.EpisodesOffset);
        _mask = region.Geometry.EpisodeCapacity - 1;
    }

    internal long Capacity => _mask + 1;

    /// <summary>Stores a record in its slot. The region's writer only; allocates nothing.</summary>
    internal void Write(ref EpisodeRecord record)
    {
        EpisodeRecord* slot = _slots + ((record.Number - 1) & _mask);
        long version = WritingMark.Clear(slot->Version) + 1;
        record.Version = WritingMark.Set(version);
        Volatile.Write(ref slot->Version, record.Version);

        // Store-store: the mark is seen before any of the payload. Pairs with the read barrier in TryRead and in uc_read_episode.
        Volatile.WriteBarrier();
        *slot = record;

        // Release: pairs with the acquire in TryRead and in uc_read_episode.
        Volatile.Write(ref slot->Version, version);
        record.Version = version;
    }

    /// <summary>Highest number in the table. The region's writer only.</summary>
    internal long Newest()
    {
        long newest = 0;
        for (long i = 0; i <= _mask; i++)
        {
            newest = _slots[i].Version > 0 ? Math.Max(newest, _slots[i].Number) : newest;
        }

        return newest;
    }

    /// <summary>Copies the record with this number. NotYet: no such episode; Lapped: its slot has a newer one.</summary>
    internal ReadStatus TryRead(long number, out EpisodeRecord record)
    {
        record = default;
        if (number < 1)
        {
            return ReadStatus.NotYet;
        }

        EpisodeRecord* slot = _slots + ((number - 1) & _mask);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Acquire: pairs with the release in Write.
            long version = Volatile.Read(ref slot->Version);
            if (version == 0)
            {
                return ReadStatus.NotYet;
            }

            if (!WritingMark.IsSet(version))
            {
                record = *slot;

                // Load-load: the copy is complete before the version is loaded again. Pairs with the write barrier in Write.
                Volatile.ReadBarrier();
                if (Volatile.Read(ref slot->Version) == version)
                {
                    return record.Number == number ? ReadStatus.Ok : record.Number > number ? ReadStatus.Lapped : ReadStatus.NotYet;
                }
            }

            Thread.SpinWait(1);
        }

        return ReadStatus.Stale;
    }
}
