using System.Globalization;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.Configuration;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Opens an instance's journal for an engine that starts, and brings it to where the regions are: what the engine before published and did
/// not come to journal is still in the ring and in the history. A journal that does not belong to these regions is set aside, never
/// overwritten.
/// </summary>
internal sealed class JournalOpening(JournalSettings settings, InstancePaths paths, RingRegion ring, SignalWriter signals, ILogger logger)
{
    private const int Batch = 512;

    /// <summary>The journal, brought up; null when there is to be none.</summary>
    /// <exception cref="JournalException">It cannot be opened, continued or written.</exception>
    public EngineJournal? Open(EngineMode mode, InstanceMode instanceMode)
    {
        string directory = settings.Resolve(mode);
        if (directory.Length == 0)
        {
            return null;
        }

        JournalOptions options = settings.ToOptions(instanceMode, paths.GroupId);
        JournalPaths journal = new(directory, paths.Instance);
        SignalReader region = RegionReader();
        JournalWriter? writer = null;
        try
        {
            JournalStart start = Start(region);
            writer = JournalWriter.Open(journal, options, start);
            new RegionRestore(journal, writer, ring, signals, logger).Run();
            if (Contradiction(writer, region) is { } reason)
            {
                writer.Dispose();
                SetAside(journal, reason);
                writer = JournalWriter.Open(journal, options, start);
            }

            Say(journal, writer);
            EngineJournal joined = new(writer, settings, options, ring, signals, region, logger) { Paths = journal };
            joined.TakeTables(writer);
            TakeTail(writer, joined);
            joined.Tap.Sequence.SetValue(writer.NextEvent - 1);
            return joined;
        }
        catch
        {
            writer?.Dispose();
            region.Dispose();
            throw;
        }
    }

    private SignalReader RegionReader() =>
        SignalReader.TryOpen(paths, out SignalReader? reader, out string reason) == RegionStatus.Ready ? reader! : throw new JournalException(reason);

    // The regions are newer than the journal or as new, or they are others.
    private string? Contradiction(JournalWriter writer, SignalReader region)
    {
        long last = writer.NextEvent - 1;
        if (last > ring.RecoveredCursor || writer.NextSignal - 1 > signals.HistoryCursor)
        {
            return $"it ends with event {last} and signal {writer.NextSignal - 1}, the instance's regions with {ring.RecoveredCursor} and {signals.HistoryCursor}";
        }

        AddressRingMemory<EventRecord> slots = new(ring.SlotsAddress, ring.SlotCount);
        if (last > 0 && slots[last].Sequence == last && slots[last].EngineNs != writer.EngineNs)
        {
            return $"event {last} is another one in the ring";
        }

        for (int i = 0; i < writer.Tables.InstrumentCount && region.TryGetInstrument(i, out InstrumentEntry entry); i++)
        {
            if (FixedText.Read(entry.Name) != writer.Tables.InstrumentName(i))
            {
                return $"instrument {i} is {writer.Tables.InstrumentName(i)} in it and {FixedText.Read(entry.Name)} in the region";
            }
        }

        return null;
    }

    private void SetAside(JournalPaths journal, string reason)
    {
        string aside = $"{journal.Directory}.{DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'.'fff", CultureInfo.InvariantCulture)}";
        Directory.Move(journal.Directory, aside);
        logger.LogWarning("The journal of '{Instance}' does not belong to its regions: {Reason}. It is set aside as {Aside}; a new one begins.", paths.Instance, reason, aside);
    }

    private void TakeTail(JournalWriter writer, EngineJournal joined)
    {
        int error = TakeRing(writer, joined);
        error = error != 0 ? error : TakeHistory(writer, joined);
        if (error != 0)
        {
            throw new JournalException($"The journal cannot be written: {DiskFile.Describe(error)}. Free the disk, or name another directory with Journal:Directory.");
        }
    }

    // A new journal begins with the oldest that is still there. Of frames only from the first one on, or the hash before them would not be known.
    private JournalStart Start(SignalReader region)
    {
        bool hasAllFrames = region.OldestSequence == 1 && region.ReadHistory(HistoryStart.Oldest).Next == 1;
        return hasAllFrames
            ? JournalStart.Fresh with { Event = ring.LowestRecovered }
            : new JournalStart(ring.LowestRecovered, signals.HistoryCursor + 1, signals.SignalHash);
    }

    private int TakeRing(JournalWriter writer, EngineJournal joined)
    {
        Queue<FeedEntry> changes = new(Changes(writer));
        long oldest = Math.Max(writer.NextEvent, ring.LowestRecovered);
        int error = oldest > writer.NextEvent ? writer.AppendEventGap(oldest - 1, GapCause.NotJournalled) : 0;
        EventRecord[] records = new EventRecord[Batch];
        Provenance[] origins = new Provenance[Batch];
        while (error == 0)
        {
            while (changes.TryPeek(out FeedEntry change) && (change.AttachedAfter < writer.NextEvent || writer.NextEvent > ring.RecoveredCursor))
            {
                writer.SetFeed(changes.Dequeue());
            }

            long last = Math.Min(ring.RecoveredCursor, writer.NextEvent + Batch - 1);
            last = changes.TryPeek(out FeedEntry next) ? Math.Min(last, next.AttachedAfter) : last;
            int count = (int)(last - writer.NextEvent + 1);
            if (count <= 0)
            {
                return 0;
            }

            joined.CopyEvents(writer.NextEvent, records.AsSpan(0, count), origins.AsSpan(0, count));
            error = writer.AppendEvents(records.AsSpan(0, count), origins.AsSpan(0, count));
        }

        return error;
    }

    // Feeds whose entry in the ring is of another file than the journal knows, in the order in which they came.
    private IEnumerable<FeedEntry> Changes(JournalWriter writer)
    {
        List<FeedEntry> changes = [];
        for (int i = 0; i < ring.FeedCapacity && ring.TryGetFeed(i, out FeedEntry entry, out _); i++)
        {
            if (!writer.Tables.TryGetFeed(i, out FeedEntry known) || known.FeedCreatedNs != entry.FeedCreatedNs)
            {
                changes.Add(entry);
            }
        }

        return changes.OrderBy(entry => entry.AttachedAfter);
    }

    private int TakeHistory(JournalWriter writer, EngineJournal joined)
    {
        int error = 0;
        SignalFrame[] frames = new SignalFrame[Batch];
        while (error == 0 && writer.NextSignal <= signals.HistoryCursor)
        {
            int count = joined.CopySignals(writer.NextSignal, frames, out long lost);
            error = count > 0
                ? writer.AppendSignals(frames.AsSpan(0, count))
                : writer.AppendSignalGap(lost > 0 ? writer.NextSignal + lost - 1 : signals.HistoryCursor, GapCause.NotJournalled);
        }

        return error;
    }

    private void Say(JournalPaths journal, JournalWriter writer)
    {
        foreach (JournalFault cut in writer.Cuts)
        {
            logger.LogWarning("The journal's torn tail is cut: {Fault}.", cut);
        }

        logger.LogInformation("Journal in {Directory}: next event {Event}, next signal {Signal}.", journal.Directory, writer.NextEvent, writer.NextSignal);
    }
}
