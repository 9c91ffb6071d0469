using System.Buffers.Binary;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Decides whether a header may be believed. Works on a copy, so that what was checked is what is used. Order: is it ours, can
/// we read it, is it what was asked for, does everything lie inside the file. Nothing is added or multiplied before it is known
/// not to overflow.
/// </summary>
internal static class RegionCheck
{
    private const uint MaxDirectory = RegionLayout.MaxInstruments;
    private const uint MaxVenues = 256;
    private const uint MaxCounters = 4096;
    private const uint MaxEpisodes = 1 << 20;
    private const ulong MaxTextBytes = 1 << 20;

    // A page; what matters for safety is that every 64-bit field in a section is one atomic access.
    private const ulong Alignment = ProtocolVersion.SectionAlignment;

    /// <summary>
    /// Checks <paramref name="header"/> against the file's real size. An owner asks for the exact minor version, since it is going
    /// to write; a reader takes every minor of its major. The reason is empty when the status is Ready.
    /// </summary>
    internal static RegionStatus Check(in RegionHeader header, long fileBytes, RegionKind kind, bool forWriting, out string reason)
    {
        RegionStatus status = CheckIdentity(header, out reason);
        if (status != RegionStatus.Ready)
        {
            return status;
        }

        status = CheckVersion(header, forWriting, out reason);
        if (status != RegionStatus.Ready)
        {
            return status;
        }

        if (header.RegionKind != kind)
        {
            reason = $"it is a region of kind {header.RegionKind}, not {kind}";
            return RegionStatus.WrongKind;
        }

        if (header.FileBytes != (ulong)fileBytes)
        {
            reason = $"its header says {header.FileBytes} bytes, the file has {fileBytes}";
            return header.FileBytes > (ulong)fileBytes ? RegionStatus.Truncated : RegionStatus.Corrupt;
        }

        return CheckSections(header, kind, out reason);
    }

    private static RegionStatus CheckIdentity(in RegionHeader header, out string reason)
    {
        if (header.Magic == BinaryPrimitives.ReverseEndianness(ProtocolVersion.Magic)
            || (header.Magic == ProtocolVersion.Magic && header.EndianMark == ProtocolVersion.SwappedEndianMark))
        {
            reason = "it was written on a machine of the other byte order";
            return RegionStatus.OtherEndianness;
        }

        if (header.Magic != ProtocolVersion.Magic)
        {
            reason = $"it does not begin with the magic of UltraCascade (found 0x{header.Magic:x16}, wanted 0x{ProtocolVersion.Magic:x16})";
            return RegionStatus.NotOurs;
        }

        reason = header.EndianMark == ProtocolVersion.EndianMark ? "" : $"its endianness mark 0x{header.EndianMark:x8} is of no byte order";
        return reason.Length == 0 ? RegionStatus.Ready : RegionStatus.Corrupt;
    }

    private static RegionStatus CheckVersion(in RegionHeader header, bool forWriting, out string reason)
    {
        reason = "";
        bool sameMinor = header.AbiMinor == ProtocolVersion.AbiMinor;
        if (header.AbiMajor != ProtocolVersion.AbiMajor || (forWriting && !sameMinor))
        {
            reason = $"it has ABI {header.AbiMajor}.{header.AbiMinor}, this program has {ProtocolVersion.AbiMajor}.{ProtocolVersion.AbiMinor}";
            return RegionStatus.OtherAbi;
        }

        // The minor version is part of the hashed text, so only regions of the same minor can be compared by their hash. Of
        // another minor the sizes of header and entries still have to agree, which the sections check.
        if (sameMinor && header.LayoutHash != FieldTable.LayoutHash)
        {
            reason = $"its fields are laid out otherwise (layout hash 0x{header.LayoutHash:x16}, this program has 0x{FieldTable.LayoutHash:x16})";
            return RegionStatus.OtherLayout;
        }

        if (header.HeaderBytes != ProtocolVersion.HeaderBytes)
        {
            reason = $"its header has {header.HeaderBytes} bytes, wanted {ProtocolVersion.HeaderBytes}";
            return RegionStatus.OtherLayout;
        }

        return RegionStatus.Ready;
    }

    private static RegionStatus CheckSections(in RegionHeader h, RegionKind kind, out string reason)
    {
        RegionStatus status = Section("field table", h.TextOffset, h.TextBytes, 1, 1, MaxTextBytes, h.FileBytes, out reason);
        if (status == RegionStatus.Ready && (!ulong.IsPow2(h.SlotCount) || h.SlotCount < 2))
        {
            reason = $"its number of slots, {h.SlotCount}, is not a power of two from 2 on";
            return RegionStatus.Corrupt;
        }

        if (status == RegionStatus.Ready)
        {
            uint slotBytes = (uint)(kind == RegionKind.Signals ? SignalFrame.Size : EventRecord.Size);
            status = Section("slots", h.SlotsOffset, h.SlotCount, h.SlotBytes, slotBytes, (ulong)RegionLayout.MaxSlots, h.FileBytes, out reason);
        }

        if (status == RegionStatus.Ready && kind != RegionKind.Ring)
        {
            status = CheckDirectory(h, out reason);
        }

        if (status == RegionStatus.Ready && kind == RegionKind.Signals)
        {
            status = CheckSignals(h, out reason);
        }

        if (status == RegionStatus.Ready && kind == RegionKind.Ring)
        {
            status = CheckRing(h, out reason);
        }

        return status;
    }

    private static RegionStatus CheckDirectory(in RegionHeader h, out string reason)
    {
        RegionStatus status = Section("instruments", h.InstrumentsOffset, h.InstrumentCapacity, h.InstrumentEntryBytes,
            InstrumentEntry.Size, MaxDirectory, h.FileBytes, out reason);
        return status != RegionStatus.Ready
            ? status
            : Section("venues", h.VenuesOffset, h.VenueCapacity, h.VenueEntryBytes, VenueEntry.Size, MaxVenues, h.FileBytes, out reason);
    }

    private static RegionStatus CheckSignals(in RegionHeader h, out string reason)
    {
        RegionStatus status = Section("latest table", h.LatestOffset, h.LatestCapacity, h.LatestSlotBytes,
            LatestSlot.Size, MaxDirectory, h.FileBytes, out reason);
        if (status == RegionStatus.Ready)
        {
            status = Section("counters", h.CountersOffset, h.CounterCount, sizeof(long), sizeof(long), MaxCounters, h.FileBytes, out reason);
        }

        if (status == RegionStatus.Ready && !uint.IsPow2(h.EpisodeCapacity))
        {
            reason = $"its number of episode slots, {h.EpisodeCapacity}, is not a power of two";
            return RegionStatus.Corrupt;
        }

        return status != RegionStatus.Ready
            ? status
            : Section("episodes", h.EpisodesOffset, h.EpisodeCapacity, EpisodeRecord.Size, EpisodeRecord.Size, MaxEpisodes, h.FileBytes, out reason);
    }

    private static RegionStatus CheckRing(in RegionHeader h, out string reason)
    {
        RegionStatus status = Section("feed table", h.FeedsOffset, h.FeedCapacity, h.FeedEntryBytes,
            FeedEntry.Size, RegionLayout.MaxFeeds, h.FileBytes, out reason);
        return status != RegionStatus.Ready
            ? status
            : Section("provenance", h.ProvenanceOffset, h.SlotCount, h.ProvenanceEntryBytes, Provenance.Size,
                (ulong)RegionLayout.MaxSlots, h.FileBytes, out reason);
    }

    private static RegionStatus Section(
        string name, ulong offset, ulong count, uint entryBytes, uint wantedEntryBytes, ulong maximum, ulong fileBytes, out string reason)
    {
        reason = "";
        if (entryBytes != wantedEntryBytes)
        {
            reason = $"an entry of its {name} has {entryBytes} bytes, wanted {wantedEntryBytes}";
            return RegionStatus.OtherLayout;
        }

        if (count == 0 || count > maximum)
        {
            reason = $"its {name} has {count} entries, possible are 1 to {maximum}";
            return RegionStatus.Corrupt;
        }

        // No overflow: count is at most 2^30 and an entry at most 320 bytes; the subtraction is made after its comparison.
        ulong bytes = count * entryBytes;
        if (offset < ProtocolVersion.HeaderBytes || offset % Alignment != 0 || offset > fileBytes || bytes > fileBytes - offset)
        {
            reason = $"its {name} ({bytes} bytes at offset {offset}) does not lie inside the file of {fileBytes} bytes";
            return RegionStatus.Corrupt;
        }

        return RegionStatus.Ready;
    }
}
