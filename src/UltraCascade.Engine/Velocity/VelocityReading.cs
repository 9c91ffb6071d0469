using UltraCascade.Protocol;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// What the velocity handler says about one instrument (or the market) at one record: everything that the signal handler,
/// possibly on another thread, needs. Written once for each ring slot before the slot's sequence is passed on.
/// </summary>
public struct VelocityReading
{
    /// <summary>Events per second by lane of the frame (six windows, two decayed).</summary>
    public LaneVector CountVelocity;

    /// <summary>Dollars per second by lane of the frame.</summary>
    public LaneVector UsdVelocity;

    /// <summary>Micro-dollars of longs in 60 s.</summary>
    public long LongMicroUsd60s;

    /// <summary>Micro-dollars of shorts in 60 s.</summary>
    public long ShortMicroUsd60s;

    /// <summary>Longs in 60 s.</summary>
    public int LongCount60s;

    /// <summary>Shorts in 60 s.</summary>
    public int ShortCount60s;

    /// <summary>Events in 0.5 s, both sides.</summary>
    public int Count500ms;

    /// <summary>(c₀ − c₁)/b² in 1/s².</summary>
    public float Acceleration;

    /// <summary>(c₀ − 2c₁ + c₂)/b³ in 1/s³.</summary>
    public float Jerk;

    /// <summary>Saturated and Censored, when they apply.</summary>
    public SignalFlags Flags;

    /// <summary>Bit v set = venue v was active within 10 s.</summary>
    public uint VenueMask;

    /// <summary>Bit v set = venue v was active within an hour.</summary>
    public uint LiveVenueMask;

    /// <summary>Whether the record was a further fill of the event before it: 1, else 0.</summary>
    public byte Merged;

    /// <summary>Events in 60 s, both sides.</summary>
    public readonly int Count60s => LongCount60s + ShortCount60s;
}

/// <summary>How the windows as a whole are doing, for the counters.</summary>
public struct WindowCounts
{
    /// <summary>Events held in the windows.</summary>
    public long EventsHeld;

    /// <summary>Liquidations that found no room and were not counted.</summary>
    public long SlabFull;

    /// <summary>Liquidations merged into the event before them.</summary>
    public long MergedFills;
}

/// <summary>The two readings that belong to one ring slot.</summary>
public struct ReadingPair
{
    /// <summary>The windows as a whole.</summary>
    public WindowCounts Windows;

    /// <summary>Of the record's instrument; meaningless for a record without one.</summary>
    public VelocityReading Instrument;

    /// <summary>Of the whole market; meaningless for a Sweep.</summary>
    public VelocityReading Market;
}
