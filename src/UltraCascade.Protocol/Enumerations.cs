namespace UltraCascade.Protocol;

/// <summary>What a region file is. Value of <see cref="RegionHeader.RegionKind"/>.</summary>
public enum RegionKind : uint
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>One feed: written by one feed writer, read by the engine, flow-controlled.</summary>
    Feed = 1,

    /// <summary>The engine's ring of sequenced records and its table of feed positions.</summary>
    Ring = 2,

    /// <summary>The product: directory, latest table and history ring of signal frames.</summary>
    Signals = 3,
}

/// <summary>Where the writer of a region is in its life. Value of <see cref="RegionHeader.State"/>.</summary>
public enum RegionState : uint
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>The writer holds the region and prepares it; nothing in the slots is new yet.</summary>
    Starting = 1,

    /// <summary>The writer publishes and keeps the heartbeat.</summary>
    Live = 2,

    /// <summary>The writer takes nothing new and finishes what it has.</summary>
    Draining = 3,

    /// <summary>The writer closed cleanly; the heartbeat stands still on purpose.</summary>
    Stopped = 4,

    /// <summary>The writer stopped itself because of a fault; what it wrote before is whole.</summary>
    Faulted = 5,
}

/// <summary>Whether an instance follows the wall clock or the time of recorded data. Fixed when the instance starts.</summary>
public enum InstanceMode : uint
{
    /// <summary>Not stated (feeds written before any engine).</summary>
    None = 0,

    /// <summary>Feeds carry the wall clock.</summary>
    Live = 1,

    /// <summary>Feeds carry the time of recorded data; frames carry <see cref="SignalFlags.Replay"/>.</summary>
    Replay = 2,
}

/// <summary>What an <see cref="EventRecord"/> says. Value of <see cref="EventRecord.Kind"/>.</summary>
public enum RecordKind : byte
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>A forced liquidation: amount = notional in micro-dollars, value = price (0 = not known).</summary>
    Liquidation = 1,

    /// <summary>Time passes on this feed's line: receive_ns is the time, exchange_ns equals it.</summary>
    Tick = 2,

    /// <summary>A stretch without data: exchange_ns = from, receive_ns = to, id = <see cref="GapReason"/>.</summary>
    Gap = 3,

    /// <summary>The sequencer asks for one instrument to be shown anew although nothing happened on it.</summary>
    Sweep = 4,

    /// <summary>Mark or trade price: value = price in quote units.</summary>
    Price = 5,

    /// <summary>Open interest: amount = micro-dollars.</summary>
    OpenInterest = 6,

    /// <summary>Funding rate: value = rate of one period (0.0001 = 1 basis point).</summary>
    Funding = 7,

    /// <summary>Order-book depth near the touch: amount = micro-dollars on both sides, value = spread in basis points.</summary>
    Depth = 8,
}

/// <summary>Why a <see cref="RecordKind.Gap"/> was written. Value of <see cref="EventRecord.Id"/> of such a record.</summary>
public enum GapReason : ulong
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>Ten idle minutes of recorded data were skipped: nothing was lost.</summary>
    Idle = 1,

    /// <summary>The feed was full and its writer dropped records.</summary>
    Dropped = 2,

    /// <summary>The connection to the venue was down.</summary>
    Outage = 3,
}

/// <summary>The side of the <b>position</b> that was liquidated (never the side of the closing order).</summary>
public enum PositionSide : byte
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>A long position was sold.</summary>
    Long = 1,

    /// <summary>A short position was bought back.</summary>
    Short = 2,
}

/// <summary>Facts about one record, found by the feed writer or by the sequencer.</summary>
[Flags]
public enum RecordFlags : byte
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>History sent by the venue on connect; counted, never in a window. Set by the feed writer.</summary>
    Snapshot = 1,

    /// <summary>Same venue and id as a recent record; counted, never in a window. Set by the sequencer.</summary>
    Duplicate = 2,

    /// <summary>Received later after its exchange time than the venue's limit. Set by the sequencer.</summary>
    Late = 4,

    /// <summary>A tick that the sequencer added because no feed said anything for a second. Set by the sequencer.</summary>
    EngineTick = 8,

    /// <summary>A further fill of the order before: its amount counts, it does not. Set by the sequencer.</summary>
    Fill = 16,
}

/// <summary>How strongly the engine speaks, weakest first.</summary>
public enum SignalLevel : byte
{
    /// <summary>Nothing under way.</summary>
    None = 0,

    /// <summary>Probability at least .30.</summary>
    Watch = 1,

    /// <summary>The detector's alarm: probability at least .50.</summary>
    Alert = 2,

    /// <summary>Probability at least .70 and risk at least 55.</summary>
    Critical = 3,

    /// <summary>Probability at least .90, risk at least 80 and breadth over venues.</summary>
    Extreme = 4,
}

/// <summary>Where an episode is in its life.</summary>
public enum EpisodePhase : byte
{
    /// <summary>No episode.</summary>
    None = 0,

    /// <summary>In alarm for less than a second.</summary>
    Forming = 1,

    /// <summary>In alarm.</summary>
    Active = 2,

    /// <summary>In alarm, while the condition for clearing it holds.</summary>
    Exhausting = 3,

    /// <summary>Cleared.</summary>
    Over = 4,
}

/// <summary>Volatility class of the market around an instrument.</summary>
public enum MarketRegime : byte
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>Five-minute volatility below .1 %.</summary>
    Dormant = 1,

    /// <summary>Below .2 %.</summary>
    Low = 2,

    /// <summary>Below .4 %; also when no price was seen (then the volatility input of the pressure is marked missing).</summary>
    Normal = 3,

    /// <summary>Below .6 %.</summary>
    Elevated = 4,

    /// <summary>Below 1 %.</summary>
    High = 5,

    /// <summary>1 % or more.</summary>
    Extreme = 6,
}

/// <summary>What a reader must know about a frame's numbers before it acts on them.</summary>
[Flags]
public enum SignalFlags : uint
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>The event slab was full: counts and sums are lower bounds.</summary>
    Saturated = 1,

    /// <summary>A throttled venue had its push slot full for more than half of the last 10 s: counts are lower bounds.</summary>
    Censored = 2,

    /// <summary>The detector has not seen enough events yet.</summary>
    Warming = 4,

    /// <summary>Data was lost or a venue was down within the last minute.</summary>
    Stale = 8,

    /// <summary>The causing record was a snapshot.</summary>
    Snapshot = 16,

    /// <summary>The instance replays recorded data.</summary>
    Replay = 32,
}

/// <summary>Facts about a directory entry.</summary>
[Flags]
public enum DirectoryFlags : uint
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>The venue's own symbol was in no mapping table, so the instrument stands alone under it.</summary>
    Unmapped = 1,
}

/// <summary>The six factors of the risk score, in the order of <see cref="SignalFrame.RiskFactors"/>.</summary>
public enum RiskFactor : byte
{
    /// <summary>Events per second.</summary>
    Velocity = 0,

    /// <summary>Change of the event rate.</summary>
    Acceleration = 1,

    /// <summary>Change of the acceleration.</summary>
    Jerk = 2,

    /// <summary>Dollars liquidated in 60 s.</summary>
    Volume = 3,

    /// <summary>Coincidence across venues.</summary>
    Correlation = 4,

    /// <summary>Events of the last half second against the last minute.</summary>
    Clustering = 5,
}

/// <summary>What the journal does. Value of the counter <see cref="EngineCounter.JournalState"/>.</summary>
public enum JournalState : byte
{
    /// <summary>The engine has no journal.</summary>
    Off = 0,

    /// <summary>It writes what the engine does.</summary>
    Writing = 1,

    /// <summary>A write failed and is tried again; nothing is lost yet.</summary>
    Failing = 2,

    /// <summary>The disk does not answer; nothing is lost yet.</summary>
    Stuck = 3,

    /// <summary>The ring was full, and what the engine does now is not journalled.</summary>
    Dropping = 4,

    /// <summary>The engine stopped itself because of the journal.</summary>
    Failed = 5,

    /// <summary>Closed with the engine.</summary>
    Closed = 6,
}
