using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Velocity;

/// <summary>Per venue of one instrument: what the windows need to know about its newest event. 24 bytes.</summary>
public struct VenueTrack
{
    /// <summary>Engine time of the venue's newest liquidation (further fills included) in ns; 0 = none yet.</summary>
    public long LastNs;

    /// <summary>Engine time of the newest event's first fill in ns.</summary>
    public long EventNs;

    /// <summary>The newest event's entry in the slab, or <see cref="EventSlab.None"/>.</summary>
    public int Entry;
}

/// <summary>One <see cref="VenueTrack"/> for each venue.</summary>
[InlineArray(Protocol.Venue.Capacity)]
public struct VenueTracks
{
    private VenueTrack _element;
}

/// <summary>Decayed sums of one time constant pair (900 s, 7200 s), valid at <see cref="AtNs"/>.</summary>
public struct DecayedSums
{
    /// <summary>Engine time at which the sums hold, in ns.</summary>
    public long AtNs;

    /// <summary>Decayed number of events, time constant 900 s.</summary>
    public double Count900;

    /// <summary>Decayed number of events, time constant 7200 s.</summary>
    public double Count7200;

    /// <summary>Decayed dollars, time constant 900 s.</summary>
    public double Usd900;

    /// <summary>Decayed dollars, time constant 7200 s.</summary>
    public double Usd7200;
}

/// <summary>
/// The windows of one instrument, or of the whole market. Each of the eight lanes is a queue with the same events and another
/// tail: count and micro-dollars by side are those of the events from the tail to the newest.
/// </summary>
public struct VelocityState
{
    /// <summary>Engine time of each lane's oldest event in ns; <see cref="long.MaxValue"/> when the lane is empty.</summary>
    public Lanes TailNs;

    /// <summary>Slab index of each lane's oldest event.</summary>
    public Lanes Tail;

    /// <summary>Longs counted, by lane.</summary>
    public Lanes LongCount;

    /// <summary>Shorts counted, by lane.</summary>
    public Lanes ShortCount;

    /// <summary>Micro-dollars of longs, by lane.</summary>
    public Lanes LongMicroUsd;

    /// <summary>Micro-dollars of shorts, by lane.</summary>
    public Lanes ShortMicroUsd;

    /// <summary>Decayed lanes.</summary>
    public DecayedSums Decayed;

    /// <summary>Slab index of the newest event, or <see cref="EventSlab.None"/>.</summary>
    public int Newest;

    /// <summary>Bit v set = venue v has ever liquidated something here.</summary>
    public uint VenuesSeen;

    /// <summary>Until this engine time the counts are lower bounds because the slab was full.</summary>
    public long SaturatedUntilNs;

    /// <summary>Until this engine time the counts are lower bounds because of a throttled venue.</summary>
    public long CensoredUntilNs;

    /// <summary>Push slots of Binance USD-M used in the last seconds.</summary>
    public PushSlots BinanceUm;

    /// <summary>Push slots of Binance COIN-M used in the last seconds.</summary>
    public PushSlots BinanceCm;

    /// <summary>Newest event by venue.</summary>
    public VenueTracks Venues;

    /// <summary>Makes the state that of an instrument on which nothing ever happened.</summary>
    public static void Reset(ref VelocityState state)
    {
        state = default;
        state.Newest = EventSlab.None;
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            state.TailNs[lane] = long.MaxValue;
            state.Tail[lane] = EventSlab.None;
        }
    }
}
