using UltraCascade.Engine.Detection;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Opens, joins and closes episodes. An alarm within 300 s of the end of the last one belongs to the same episode.
/// </summary>
public static class EpisodeLedger
{
    /// <summary>An alarm this soon after the end of an episode continues it, in ns.</summary>
    public const long JoinNs = 300_000_000_000L;

    /// <summary>An episode is FORMING for this long after its alarm, in ns.</summary>
    public const long FormingNs = 1_000_000_000L;

    /// <summary>Forgets an episode that no further alarm can join. Not a change that anybody has to be told.</summary>
    public static void Forget(ref EpisodeState episode, long engineNs)
    {
        if (episode.Record.Phase == EpisodePhase.Over && engineNs - episode.Record.EndNs > JoinNs)
        {
            episode = default;
        }
    }

    /// <summary>
    /// Brings the episode up to date with the detector. True when the alarm opened a new one; the caller then names and numbers it.
    /// </summary>
    public static bool Update(ref EpisodeState episode, in ShiryaevState detector, in RunState run, bool longSide, long engineNs)
    {
        ref EpisodeRecord record = ref episode.Record;
        bool running = record.Phase is EpisodePhase.Forming or EpisodePhase.Active or EpisodePhase.Exhausting;
        if (!detector.Alarm)
        {
            if (running)
            {
                record.Phase = EpisodePhase.Over;
                record.EndNs = engineNs;
                episode.Changed = true;
            }

            return false;
        }

        bool opened = false;
        if (!running)
        {
            opened = record.EpisodeId == 0;
            if (opened)
            {
                Open(ref record, in run, longSide, engineNs);
                episode.FirstPrice = run.FirstPrice;
            }

            episode.RaisedNs = engineNs;
            record.EndNs = 0;
            episode.Changed = true;
        }

        record.Phase = detector.ClearingSinceNs != 0 ? EpisodePhase.Exhausting
            : engineNs - episode.RaisedNs < FormingNs ? EpisodePhase.Forming
            : EpisodePhase.Active;
        return opened;
    }

    // What gathered since the onset belongs to the episode: the alarm comes late by nature.
    private static void Open(ref EpisodeRecord record, in RunState run, bool longSide, long engineNs)
    {
        record.StartNs = engineNs;
        record.OnsetNs = run.SinceNs == 0 ? engineNs : run.SinceNs;
        record.Side = longSide ? PositionSide.Long : PositionSide.Short;
        record.Events = run.Events;
        record.LongMicroUsd = run.LongMicroUsd;
        record.ShortMicroUsd = run.ShortMicroUsd;
        record.Venues = run.Venues;
        record.PriceMove = float.NaN;
    }
}
