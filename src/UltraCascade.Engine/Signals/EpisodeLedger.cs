using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Velocity;
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
        if (episode.Phase == EpisodePhase.Over && engineNs - episode.EndNs > JoinNs)
        {
            episode = default;
        }
    }

    /// <summary>
    /// Brings the episode up to date with the detector. True when a new episode was opened.
    /// <paramref name="id"/> is what a new one would be called.
    /// </summary>
    public static bool Update(ref EpisodeState episode, in FixedRateState detector, in VelocityReading reading, long engineNs, ulong id)
    {
        bool running = episode.Phase is EpisodePhase.Forming or EpisodePhase.Active or EpisodePhase.Exhausting;
        if (!detector.Alarm)
        {
            if (running)
            {
                episode.Phase = EpisodePhase.Over;
                episode.EndNs = engineNs;
            }

            return false;
        }

        bool opened = false;
        if (!running)
        {
            opened = episode.Id == 0;
            if (opened)
            {
                episode.Id = id;
                episode.StartNs = engineNs;
                episode.Side = reading.ShortMicroUsd60s > reading.LongMicroUsd60s ? PositionSide.Short : PositionSide.Long;
            }

            episode.RaisedNs = engineNs;
            episode.EndNs = 0;
        }

        episode.Phase = detector.ClearingSinceNs != 0 ? EpisodePhase.Exhausting
            : engineNs - episode.RaisedNs < FormingNs ? EpisodePhase.Forming
            : EpisodePhase.Active;
        return opened;
    }
}
