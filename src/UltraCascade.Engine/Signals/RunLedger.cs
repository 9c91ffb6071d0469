using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>Gathers what happens while the log-odds are above zero, and while an episode runs.</summary>
public static class RunLedger
{
    /// <summary>Begins or ends the run as the log-odds cross zero. <paramref name="price"/>: the newest known, 0 = none.</summary>
    public static void Cross(ref RunState run, double logOdds, double price, long engineNs)
    {
        if (logOdds <= 0)
        {
            run.SinceNs = 0;
        }
        else if (run.SinceNs == 0)
        {
            run = default;
            run.SinceNs = engineNs;
            run.FirstPrice = price;
        }
    }

    /// <summary>Counts one liquidation (<paramref name="events"/> is 0 for a further fill) into the run and into a running episode.</summary>
    public static void Count(ref RunState run, ref EpisodeState episode, in EventRecord record, int events)
    {
        if (run.SinceNs != 0)
        {
            run.Events += events;
            AddUsd(ref run.LongMicroUsd, ref run.ShortMicroUsd, in record);
            NoteVenue(ref run, record.Venue);
        }

        if (episode.Record.EpisodeId != 0 && episode.Record.EndNs == 0)
        {
            episode.Record.Events += events;
            AddUsd(ref episode.Record.LongMicroUsd, ref episode.Record.ShortMicroUsd, in record);
            episode.Record.Venues = run.SinceNs != 0 && run.SinceNs <= episode.Record.StartNs ? run.Venues : episode.Record.Venues;
            episode.Changed = true;
        }
    }

    private static void AddUsd(ref long longs, ref long shorts, in EventRecord record)
    {
        if (record.Side == PositionSide.Long)
        {
            longs += record.AmountMicroUsd;
        }
        else
        {
            shorts += record.AmountMicroUsd;
        }
    }

    private static void NoteVenue(ref RunState run, byte venue)
    {
        uint bit = 1u << venue;
        if ((run.VenueMask & bit) == 0)
        {
            run.VenueMask |= bit;
            if (run.VenueCount < VenueOrder.Count)
            {
                run.Venues[run.VenueCount++] = venue;
            }
        }
    }
}
