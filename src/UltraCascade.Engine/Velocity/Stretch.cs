using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Velocity;

/// <summary>Counts and dollars of a stretch of events, gathered in registers and put into a lane, or taken out of it, at once.</summary>
internal struct Stretch
{
    private long _events;
    private long _longs;
    private long _longMicroUsd;
    private long _microUsd;

    /// <summary>Counts one event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in SlabEntry entry)
    {
        // Without a branch: which side it is is a coin toss that no predictor can call.
        long isLong = entry.Side == PositionSide.Long ? -1L : 0L;
        _events++;
        _longs -= isLong;
        _microUsd += entry.MicroUsd;
        _longMicroUsd += entry.MicroUsd & isLong;
    }

    /// <summary>The events enter a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Enter(ref VelocityState state, int lane)
    {
        state.LongCount[lane] += _longs;
        state.ShortCount[lane] += _events - _longs;
        state.LongMicroUsd[lane] += _longMicroUsd;
        state.ShortMicroUsd[lane] += _microUsd - _longMicroUsd;
    }

    /// <summary>The events leave a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Leave(ref VelocityState state, int lane)
    {
        state.LongCount[lane] -= _longs;
        state.ShortCount[lane] -= _events - _longs;
        state.LongMicroUsd[lane] -= _longMicroUsd;
        state.ShortMicroUsd[lane] -= _microUsd - _longMicroUsd;
    }
}
