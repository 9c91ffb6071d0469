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

    // The market's lanes lack the newest events: from this entry on, so many dollars.
    private int _pendingFrom;
    private int _pending;
    private long _pendingMicroUsd;

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

    /// <summary>
    /// Brings the market's windows to <paramref name="engineNs"/>: adds what came since the last time, takes out what left, and gives its slab entries
    /// back. Its events lie one behind the other in the slab, so a stretch of them costs little more than one.
    /// </summary>
    public void AdvanceMarket(long engineNs)
    {
        ref VelocityState market = ref _states[Market];
        if (_pending > 0)
        {
            AddPending(ref market);
        }

        uint expired = TKernel.Expired(ref market, engineNs);
        if (expired != 0)
        {
            ExpireMarket(ref market, expired, engineNs);
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

    // The market's lanes may be behind, so they are an upper bound; only when that is too much they are brought up to date.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoom(in VelocityState market, in EventRecord record, bool merged) =>
        ((merged || !_slab.IsFull) && FiveMinutesMicroUsd(in market) < MaxLaneMicroUsd - record.AmountMicroUsd)
        || HasRoomAfterAll(in market, in record, merged);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoomAfterAll(in VelocityState market, in EventRecord record, bool merged)
    {
        AdvanceMarket(record.EngineNs);
        return (merged || !_slab.IsFull) && FiveMinutesMicroUsd(in market) < MaxLaneMicroUsd - record.AmountMicroUsd;
    }

    private long FiveMinutesMicroUsd(in VelocityState market) =>
        market.LongMicroUsd[LaneWindows.FiveMinutes] + market.ShortMicroUsd[LaneWindows.FiveMinutes] + _pendingMicroUsd;

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
        AddToLanes(ref instrument, record.Side, record.EngineNs, entry, record.AmountMicroUsd);
        _pendingFrom = _pending++ == 0 ? entry : _pendingFrom;
        _pendingMicroUsd += record.AmountMicroUsd;
        DecayedLanes.Advance(ref instrument.Decayed, ref market.Decayed, record.EngineNs);
        DecayedLanes.Add(ref instrument.Decayed, 1.0, record.AmountMicroUsd);
        DecayedLanes.Add(ref market.Decayed, 1.0, record.AmountMicroUsd);
        venue.EventNs = record.EngineNs;
        venue.Entry = entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToLanes(ref VelocityState state, PositionSide side, long engineNs, int entry, long microUsd)
    {
        if (side == PositionSide.Long)
        {
            TKernel.Add(ref state, ref state.LongCount, ref state.LongMicroUsd, engineNs, entry, microUsd);
        }
        else
        {
            TKernel.Add(ref state, ref state.ShortCount, ref state.ShortMicroUsd, engineNs, entry, microUsd);
        }
    }

    private void Merge(ref VelocityState instrument, ref VelocityState market, in VenueTrack venue, in EventRecord record)
    {
        // Rare, and what is grown must be the same in the entry and in every lane that has it.
        AdvanceMarket(record.EngineNs);
        Advance(ref instrument, record.EngineNs);
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
            Expire(ref state, expired, engineNs);
        }
    }

    private void Expire(ref VelocityState state, uint expired, long engineNs)
    {
        for (; expired != 0; expired &= expired - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(expired);
            long limit = engineNs - LaneWindows.Ns[lane];
            int entry = (int)state.Tail[lane];
            Stretch left = default;
            long tailNs;
            do
            {
                ref SlabEntry tail = ref _slab[entry];
                left.Add(in tail);
                entry = tail.Next;
                tailNs = entry == EventSlab.None ? long.MaxValue : _slab[entry].EngineNs;
            }
            while (tailNs <= limit);

            left.Leave(ref state, lane);
            state.TailNs[lane] = tailNs;
            state.Tail[lane] = entry;
            if (entry != EventSlab.None)
            {
                FetchAfter(entry);
            }
            else if (lane == LaneWindows.FiveMinutes)
            {
                // Nothing is held any more, and the slab may reuse the newest entry: it must not be chained on.
                state.Newest = EventSlab.None;
            }
        }
    }

    // The entry behind the new tail is looked at when the tail leaves: by then its line should be here.
    private void FetchAfter(int entry)
    {
        if (_slab[entry].Next is >= 0 and int after)
        {
            CacheHint.Fetch(in _slab[after]);
        }
    }

    private void ExpireMarket(ref VelocityState market, uint expired, long engineNs)
    {
        for (; expired != 0; expired &= expired - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(expired);
            long limit = engineNs - LaneWindows.Ns[lane];
            int entry = (int)market.Tail[lane];
            Stretch left = default;
            long tailNs;
            do
            {
                left.Add(in _slab[entry]);
                entry = _slab.After(entry);
                tailNs = entry == EventSlab.None ? long.MaxValue : _slab[entry].EngineNs;
            }
            while (tailNs <= limit);

            left.Leave(ref market, lane);
            market.TailNs[lane] = tailNs;
            market.Tail[lane] = entry;
        }
    }

    private void AddPending(ref VelocityState market)
    {
        if (_pending == 1)
        {
            // While the market is shown record by record.
            ref SlabEntry one = ref _slab[_pendingFrom];
            AddToLanes(ref market, one.Side, one.EngineNs, _pendingFrom, one.MicroUsd);
            _pending = 0;
            _pendingMicroUsd = 0;
            return;
        }

        Stretch came = default;
        int entry = _pendingFrom;
        for (int i = 0; i < _pending; i++)
        {
            came.Add(in _slab[entry]);
            entry = _slab.After(entry);
        }

        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            came.Enter(ref market, lane);
            if (market.Tail[lane] == EventSlab.None)
            {
                market.Tail[lane] = _pendingFrom;
                market.TailNs[lane] = _slab[_pendingFrom].EngineNs;
            }
        }

        _pending = 0;
        _pendingMicroUsd = 0;
    }
}
