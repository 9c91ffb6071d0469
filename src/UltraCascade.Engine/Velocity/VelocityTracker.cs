using System.Runtime.CompilerServices;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// The windows of every instrument and of the market, kept by one thread.
/// <para>
/// An event enters all lanes of its instrument and of the market once and leaves each lane once, so the cost per event is
/// amortised O(1) whatever the windows hold. An instrument on which nothing happens is not touched by time: its expired
/// events are taken out when somebody looks at it, or at the latest when the slab wants their entry back.
/// </para>
/// </summary>
/// <typeparam name="TKernel">Lane arithmetic.</typeparam>
public sealed class VelocityTracker<TKernel>
    where TKernel : struct, ILaneKernel
{
    /// <summary>A venue is active for this many ns after a liquidation.</summary>
    public const long ActiveNs = 10_000_000_000L;

    /// <summary>A venue is live for this many ns after a liquidation.</summary>
    public const long LiveNs = 3_600_000_000_000L;

    /// <summary>A lane's dollars stay below this, so that no sum can overflow: 4.6 trillion dollars.</summary>
    public const long MaxLaneMicroUsd = 1L << 62;

    private const int Market = 0;

    private readonly VelocityState[] _states;
    private readonly EventSlab _slab;
    private long _slabFull;
    private long _mergedFills;

    /// <summary>Allocates the states of <paramref name="instruments"/> instruments and the slab; nothing afterwards.</summary>
    public VelocityTracker(int instruments, long slabBytes)
    {
        _slab = new EventSlab(slabBytes);
        _states = GC.AllocateUninitializedArray<VelocityState>(instruments + 1, pinned: true);
        for (int i = 0; i < _states.Length; i++)
        {
            VelocityState.Reset(ref _states[i]);
        }
    }

    /// <summary>How the windows as a whole are doing.</summary>
    public WindowCounts Counts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { EventsHeld = _slab.Held, SlabFull = _slabFull, MergedFills = _mergedFills };
    }

    /// <summary>The state of one instrument (0 = the market), for readings and tests.</summary>
    public ref VelocityState this[int instrument] => ref _states[instrument];

    /// <summary>
    /// Counts one liquidation at its engine time, which never goes back. A record that carries <see cref="RecordFlags.Fill"/> adds
    /// its dollars to the venue's newest event on the instrument. True for such a record.
    /// </summary>
    public bool Add(in EventRecord record)
    {
        long engineNs = record.EngineNs;
        ref VelocityState instrument = ref _states[record.Instrument];
        ref VelocityState market = ref _states[Market];
        AdvanceMarket(engineNs);
        Advance(ref instrument, engineNs);
        ref VenueTrack venue = ref instrument.Venues[record.Venue];
        bool merged = (record.Flags & RecordFlags.Fill) != 0;
        if (!HasRoom(in market, in record, merged) || (merged && venue.Entry == EventSlab.None))
        {
            // A further fill of an event that was refused is refused with it.
            RefuseForWantOfRoom(ref instrument, ref market, ref venue, in record);
        }
        else if (merged)
        {
            Merge(ref instrument, ref market, in venue, in record);
        }
        else
        {
            Append(ref instrument, ref market, ref venue, in record);
        }

        venue.LastNs = engineNs;
        market.Venues[record.Venue].LastNs = engineNs;
        instrument.VenuesSeen |= 1u << record.Venue;
        market.VenuesSeen |= 1u << record.Venue;
        if (Venue.IsThrottled(record.Venue))
        {
            WatchThrottle(ref instrument, ref market, in record);
        }

        return merged;
    }

    /// <summary>Takes out of the market's windows what left them, and gives its slab entries back.</summary>
    public void AdvanceMarket(long engineNs)
    {
        ref VelocityState market = ref _states[Market];
        uint expired = TKernel.Expired(ref market, engineNs);
        if (expired != 0)
        {
            Expire<MarketChain>(ref market, expired, engineNs);
            while (_slab.Held > 0 && _slab[_slab.Oldest].EngineNs <= engineNs - LaneWindows.LongestNs)
            {
                // The instrument may not have been looked at since: its tails must leave the entry before it is reused.
                Advance(ref _states[_slab[_slab.Oldest].Instrument], engineNs);
                _slab.ReleaseOldest();
            }
        }
    }

    /// <summary>Writes the reading of one instrument (0 = the market) at <paramref name="engineNs"/>.</summary>
    public void Read(int index, long engineNs, ref VelocityReading reading)
    {
        ref VelocityState state = ref _states[index];
        if (index == Market)
        {
            AdvanceMarket(engineNs);
        }
        else
        {
            Advance(ref state, engineNs);
        }

        TKernel.Velocities(ref state, ref reading.CountVelocity, ref reading.UsdVelocity);
        DecayedLanes.Read(in state.Decayed, engineNs, out float count900, out float count7200, out float usd900, out float usd7200);
        reading.CountVelocity[6] = count900;
        reading.CountVelocity[7] = count7200;
        reading.UsdVelocity[6] = usd900;
        reading.UsdVelocity[7] = usd7200;
        reading.LongMicroUsd60s = state.LongMicroUsd[LaneWindows.Minute];
        reading.ShortMicroUsd60s = state.ShortMicroUsd[LaneWindows.Minute];
        reading.LongCount60s = (int)state.LongCount[LaneWindows.Minute];
        reading.ShortCount60s = (int)state.ShortCount[LaneWindows.Minute];
        reading.Count500ms = (int)Total(in state, LaneWindows.HalfSecond);
        Derivatives(in state, ref reading);
        reading.Flags = (engineNs < state.SaturatedUntilNs ? SignalFlags.Saturated : SignalFlags.None)
            | (engineNs < state.CensoredUntilNs ? SignalFlags.Censored : SignalFlags.None);
        ReadVenues(ref state, engineNs, ref reading);
        reading.Merged = 0;
    }

    // acceleration = (c0 − c1)/b², jerk = (c0 − 2c1 + c2)/b³ on counts of three stretches of b = 2 s (DETECTION 1).
    private static void Derivatives(in VelocityState state, ref VelocityReading reading)
    {
        const double B = LaneWindows.DerivativeBaseSeconds;
        long two = Total(in state, LaneWindows.TwoSeconds);
        long four = Total(in state, LaneWindows.FourSeconds);
        long six = Total(in state, LaneWindows.SixSeconds);
        long c0 = two;
        long c1 = four - two;
        long c2 = six - four;
        reading.Acceleration = (float)((c0 - c1) / (B * B));
        reading.Jerk = (float)((c0 - (2 * c1) + c2) / (B * B * B));
    }

    private static long Total(in VelocityState state, int lane) => state.LongCount[lane] + state.ShortCount[lane];

    private static void ReadVenues(ref VelocityState state, long engineNs, ref VelocityReading reading)
    {
        uint active = 0;
        uint live = 0;
        for (uint rest = state.VenuesSeen; rest != 0; rest &= rest - 1)
        {
            int venue = System.Numerics.BitOperations.TrailingZeroCount(rest);
            long age = engineNs - state.Venues[venue].LastNs;
            active |= age < ActiveNs ? 1u << venue : 0u;
            live |= age < LiveNs ? 1u << venue : 0u;
        }

        reading.VenueMask = active;
        reading.LiveVenueMask = live;
    }

    private bool HasRoom(in VelocityState market, in EventRecord record, bool merged) =>
        (merged || !_slab.IsFull)
        && market.LongMicroUsd[LaneWindows.FiveMinutes] + market.ShortMicroUsd[LaneWindows.FiveMinutes]
            < MaxLaneMicroUsd - record.AmountMicroUsd;

    private void Append(ref VelocityState instrument, ref VelocityState market, ref VenueTrack venue, in EventRecord record)
    {
        int entry = _slab.Append(new SlabEntry
        {
            EngineNs = record.EngineNs,
            MicroUsd = record.AmountMicroUsd,
            Next = EventSlab.None,
            Instrument = record.Instrument,
            Venue = record.Venue,
            Side = record.Side,
        });
        if (instrument.Newest != EventSlab.None)
        {
            _slab[instrument.Newest].Next = entry;
        }

        instrument.Newest = entry;
        market.Newest = entry;
        AddToLanes(ref instrument, in record, entry);
        AddToLanes(ref market, in record, entry);
        DecayedLanes.Advance(ref instrument.Decayed, ref market.Decayed, record.EngineNs);
        DecayedLanes.Add(ref instrument.Decayed, 1.0, record.AmountMicroUsd);
        DecayedLanes.Add(ref market.Decayed, 1.0, record.AmountMicroUsd);
        venue.EventNs = record.EngineNs;
        venue.Entry = entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToLanes(ref VelocityState state, in EventRecord record, int entry)
    {
        if (record.Side == PositionSide.Long)
        {
            TKernel.Add(ref state, ref state.LongCount, ref state.LongMicroUsd, record.EngineNs, entry, record.AmountMicroUsd);
        }
        else
        {
            TKernel.Add(ref state, ref state.ShortCount, ref state.ShortMicroUsd, record.EngineNs, entry, record.AmountMicroUsd);
        }
    }

    private void Merge(ref VelocityState instrument, ref VelocityState market, in VenueTrack venue, in EventRecord record)
    {
        _mergedFills++;
        _slab[venue.Entry].MicroUsd += record.AmountMicroUsd;
        ref Lanes instrumentUsd = ref (record.Side == PositionSide.Long ? ref instrument.LongMicroUsd : ref instrument.ShortMicroUsd);
        ref Lanes marketUsd = ref (record.Side == PositionSide.Long ? ref market.LongMicroUsd : ref market.ShortMicroUsd);
        TKernel.Grow(ref instrumentUsd, record.EngineNs, venue.EventNs, record.AmountMicroUsd);
        TKernel.Grow(ref marketUsd, record.EngineNs, venue.EventNs, record.AmountMicroUsd);
        DecayedLanes.Advance(ref instrument.Decayed, ref market.Decayed, record.EngineNs);
        DecayedLanes.Add(ref instrument.Decayed, 0.0, record.AmountMicroUsd);
        DecayedLanes.Add(ref market.Decayed, 0.0, record.AmountMicroUsd);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseForWantOfRoom(ref VelocityState instrument, ref VelocityState market, ref VenueTrack venue, in EventRecord record)
    {
        _slabFull++;
        venue.Entry = EventSlab.None;
        instrument.SaturatedUntilNs = record.EngineNs + LaneWindows.LongestNs;
        market.SaturatedUntilNs = record.EngineNs + LaneWindows.LongestNs;
    }

    // Censored is shown until the ten slots that were looked at have passed, on the instrument and on the market.
    private static void WatchThrottle(ref VelocityState instrument, ref VelocityState market, in EventRecord record)
    {
        ref PushSlots slots = ref (record.Venue == Venue.BinanceUm ? ref instrument.BinanceUm : ref instrument.BinanceCm);
        slots.Mark(record.EngineNs);
        if (slots.Saturation(record.EngineNs) > 0.5)
        {
            instrument.CensoredUntilNs = record.EngineNs + ActiveNs;
            market.CensoredUntilNs = record.EngineNs + ActiveNs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(ref VelocityState state, long engineNs)
    {
        uint expired = TKernel.Expired(ref state, engineNs);
        if (expired != 0)
        {
            Expire<InstrumentChain>(ref state, expired, engineNs);
        }
    }

    private void Expire<TChain>(ref VelocityState state, uint expired, long engineNs)
        where TChain : struct, IChain
    {
        for (; expired != 0; expired &= expired - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(expired);
            long limit = engineNs - LaneWindows.Ns[lane];
            long tailNs = state.TailNs[lane];
            int entry = (int)state.Tail[lane];
            do
            {
                // Without a branch: which side left is a coin toss that no predictor can call.
                ref SlabEntry left = ref _slab[entry];
                long isLong = left.Side == PositionSide.Long ? -1L : 0L;
                state.LongCount[lane] += isLong;
                state.LongMicroUsd[lane] -= left.MicroUsd & isLong;
                state.ShortCount[lane] += ~isLong;
                state.ShortMicroUsd[lane] -= left.MicroUsd & ~isLong;
                entry = TChain.Next(_slab, entry, in left);
                tailNs = entry == EventSlab.None ? long.MaxValue : _slab[entry].EngineNs;
            }
            while (tailNs <= limit);

            state.TailNs[lane] = tailNs;
            state.Tail[lane] = entry;
            TChain.FetchAfter(_slab, entry);
            if (lane == LaneWindows.FiveMinutes && entry == EventSlab.None)
            {
                // Nothing is held any more, and the slab may reuse the newest entry: it must not be chained on.
                state.Newest = EventSlab.None;
            }
        }
    }

    private interface IChain
    {
        static abstract int Next(EventSlab slab, int entry, in SlabEntry from);

        // The entry behind the new tail is looked at when the tail leaves: by then its line should be here.
        static abstract void FetchAfter(EventSlab slab, int entry);
    }

    private readonly struct InstrumentChain : IChain
    {
        public static int Next(EventSlab slab, int entry, in SlabEntry from) => from.Next;

        public static void FetchAfter(EventSlab slab, int entry)
        {
            if (entry != EventSlab.None && slab[entry].Next is >= 0 and int after)
            {
                CacheHint.Fetch(in slab[after]);
            }
        }
    }

    private readonly struct MarketChain : IChain
    {
        public static int Next(EventSlab slab, int entry, in SlabEntry from) => slab.After(entry);

        // Its entries lie one behind the other: the processor sees that by itself.
        public static void FetchAfter(EventSlab slab, int entry)
        {
        }
    }
}
