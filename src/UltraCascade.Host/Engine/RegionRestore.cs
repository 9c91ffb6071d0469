using Microsoft.Extensions.Logging;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Regions that are new although there is a journal: the machine was started anew, or somebody removed them. What other processes find in them
/// comes from the journal: directory, venues, feeds with their positions, the newest frames of the history, and both sequences.
/// </summary>
internal sealed class RegionRestore(JournalPaths paths, JournalWriter writer, RingRegion ring, SignalWriter signals, ILogger logger)
{
    /// <summary>Restores whichever region is new.</summary>
    /// <exception cref="JournalException">The journal's signals cannot be read, or its names do not fit into the region.</exception>
    public void Run()
    {
        if (ring.Previous.State == RegionState.None && ring.RecoveredCursor == 0 && writer.NextEvent > 1)
        {
            ring.ContinueAfter(writer.NextEvent - 1);
            for (int i = 0; i < writer.Tables.FeedCount; i++)
            {
                if (writer.Tables.TryGetFeed(i, out FeedEntry entry))
                {
                    ring.RestoreFeed(in entry);
                }
            }

            logger.LogInformation("The ring is new: it goes on behind event {Event} of the journal.", writer.NextEvent - 1);
        }

        if (signals.Previous.State == RegionState.None && signals.HistoryCursor == 0 && (writer.NextSignal > 1 || writer.NextEvent > 1))
        {
            RestoreNames();
            RestoreHistory();
            logger.LogInformation("The signal region is new: it goes on behind signal {Signal} of the journal.", writer.NextSignal - 1);
        }
    }

    // Records name instruments by their index, so each must get the index it had.
    private void RestoreNames()
    {
        for (int i = 1; i < writer.Tables.InstrumentCount; i++)
        {
            if (!writer.Tables.TryGetInstrument(i, out InstrumentEntry entry) || signals.AddInstrument(in entry) != i)
            {
                throw Unfit($"instrument {i}, {writer.Tables.InstrumentName(i)}");
            }
        }

        for (int i = Venue.FirstFree; i < writer.Tables.VenueCount; i++)
        {
            if (!writer.Tables.TryGetVenue(i, out VenueEntry entry) || signals.AddVenue(in entry) != i)
            {
                throw Unfit($"venue {i}, {writer.Tables.VenueCode(i)}");
            }
        }
    }

    private void RestoreHistory()
    {
        using SignalJournalReader reader = new(paths);
        long last = writer.NextSignal - 1;
        reader.SeekTo(Math.Max(1, last - signals.HistorySlots + 1));
        long previous = 0;
        while (reader.Next <= last && TryRead(reader, out SignalFrame frame))
        {
            signals.RestoreFrame(ref frame);
            previous = frame.Sequence;
        }

        signals.ContinueAfter(last, writer.SignalHash);
        if (previous != last)
        {
            logger.LogWarning("Signals {First} to {Last} are not in the journal; readers count them as lost.", previous + 1, last);
        }
    }

    private static bool TryRead(SignalJournalReader reader, out SignalFrame frame)
    {
        while (!reader.TryRead(out frame))
        {
            switch (reader.Status)
            {
                case JournalReadStatus.Gap:
                    break;
                case JournalReadStatus.Damaged:
                    throw new JournalException(
                        $"The journal's signals are damaged: {reader.Fault}. 'ultracascade journal verify' tells how far they are sound; to go on without them, move the journal to another place.");
                default:
                    return false;
            }
        }

        return true;
    }

    private JournalException Unfit(string what) => new(
        $"The journal in {paths.Directory} cannot be taken up: {what} has no place under its number in a new signal region. Raise Engine:Instruments to what it was, or move the journal to another place.");
}
