using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Risk;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>The episode an instrument is in, or was in last.</summary>
public struct EpisodeState
{
    /// <summary>Identity; 0 = none yet.</summary>
    public ulong Id;

    /// <summary>Engine time of the alarm that opened it, in ns.</summary>
    public long StartNs;

    /// <summary>Engine time of the newest alarm in it, in ns.</summary>
    public long RaisedNs;

    /// <summary>Engine time at which the alarm was cleared, in ns; 0 while it is on.</summary>
    public long EndNs;

    /// <summary>Side of the positions liquidated.</summary>
    public PositionSide Side;

    /// <summary>Phase now.</summary>
    public EpisodePhase Phase;
}

/// <summary>Level of an instrument and how long it has been above what is called for.</summary>
public struct LevelState
{
    /// <summary>Level shown.</summary>
    public SignalLevel Level;

    /// <summary>Since when a lower level is called for, engine time in ns; 0 = it is not.</summary>
    public long BelowSinceNs;
}

/// <summary>All that the signal handler keeps for one instrument, or for the market.</summary>
public struct SignalState
{
    /// <summary>Baseline detector.</summary>
    public FixedRateState Detector;

    /// <summary>Level.</summary>
    public LevelState Level;

    /// <summary>Episode.</summary>
    public EpisodeState Episode;

    /// <summary>Held maxima of the risk score.</summary>
    public RiskMaxima Maxima;

    /// <summary>Engine time of the newest history frame, in ns.</summary>
    public long HistoryNs;

    /// <summary>Sequence of the newest history frame; 0 = none.</summary>
    public long HistorySequence;
}
