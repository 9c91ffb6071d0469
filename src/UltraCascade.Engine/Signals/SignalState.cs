using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Risk;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>What has gathered since the log-odds rose above zero: the beginning of an episode, if one comes of it.</summary>
public struct RunState
{
    /// <summary>Engine time at which the log-odds rose above 0, in ns; 0 = they are below.</summary>
    public long SinceNs;

    /// <summary>Liquidations since then.</summary>
    public long Events;

    /// <summary>Micro-dollars of longs since then.</summary>
    public long LongMicroUsd;

    /// <summary>Micro-dollars of shorts since then.</summary>
    public long ShortMicroUsd;

    /// <summary>Price known when it began; 0 = none.</summary>
    public double FirstPrice;

    /// <summary>Venues in order of their first liquidation.</summary>
    public VenueOrder Venues;

    /// <summary>Places of <see cref="Venues"/> in use.</summary>
    public int VenueCount;

    /// <summary>Bit v set = venue v is in <see cref="Venues"/>, or came when all places were taken.</summary>
    public uint VenueMask;
}

/// <summary>The episode an instrument is in, or was in last.</summary>
public struct EpisodeState
{
    /// <summary>What is known of it; <c>EpisodeId</c> 0 = none.</summary>
    public EpisodeRecord Record;

    /// <summary>Engine time of the newest alarm in it, in ns.</summary>
    public long RaisedNs;

    /// <summary>Price known at the onset; 0 = none.</summary>
    public double FirstPrice;

    /// <summary>Whether the record changed since it was shown.</summary>
    public bool Changed;
}

/// <summary>Level of an instrument and how long it has been above what is called for.</summary>
public struct LevelState
{
    /// <summary>Level shown.</summary>
    public SignalLevel Level;

    /// <summary>Since when a lower level is called for, engine time in ns; 0 = it is not.</summary>
    public long BelowSinceNs;
}

/// <summary>All that the signal desk keeps for one instrument, or for the market.</summary>
public struct SignalState
{
    /// <summary>The filter.</summary>
    public ShiryaevState Detector;

    /// <summary>
    /// Whether a level, a run, or an episode that is not forgotten is on: then every record is worked out in full. While nothing is, a record that
    /// leaves the filter quiet changes nothing here.
    /// </summary>
    public bool IsBusy;

    /// <summary>Place in the list of what is shown at the end of the batch, plus one; 0 = none.</summary>
    public int ShowPlace;

    /// <summary>Level.</summary>
    public LevelState Level;

    /// <summary>What has gathered since the log-odds rose.</summary>
    public RunState Run;

    /// <summary>Episode.</summary>
    public EpisodeState Episode;

    /// <summary>Held maxima of the risk score.</summary>
    public RiskMaxima Maxima;

    /// <summary>Engine time of the newest history frame, in ns.</summary>
    public long HistoryNs;

    /// <summary>Sequence of the newest history frame; 0 = none.</summary>
    public long HistorySequence;
}
