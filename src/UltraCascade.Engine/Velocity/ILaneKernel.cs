using UltraCascade.Protocol;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// The work on eight lanes that is done for every event. Implementations are structs bound by generic constraints, so the
/// calls are inlined; all give the same bits.
/// </summary>
public interface ILaneKernel
{
    /// <summary>Bit i set = the oldest event of lane i has left its window at <paramref name="engineNs"/>: tail ≤ now − w.</summary>
    static abstract uint Expired(ref VelocityState state, long engineNs);

    /// <summary>
    /// Counts one event into every lane of one side and makes it the tail of each lane that was empty. <paramref name="count"/>
    /// and <paramref name="microUsd"/> refer to the lanes of the event's side in <paramref name="state"/>.
    /// </summary>
    static abstract void Add(ref VelocityState state, ref Lanes count, ref Lanes microUsd, long engineNs, long entry, long amount);

    /// <summary>
    /// Adds <paramref name="amount"/> to each lane of <paramref name="microUsd"/> in whose window an event of time
    /// <paramref name="eventNs"/> still is at <paramref name="engineNs"/>.
    /// </summary>
    static abstract void Grow(ref Lanes microUsd, long engineNs, long eventNs, long amount);

    /// <summary>
    /// Writes all eight exact lanes as velocities, both sides together: (float)(count · 1/w) and (float)(usd · 10⁻⁶/w), each
    /// product rounded once in double.
    /// </summary>
    static abstract void Velocities(ref VelocityState state, ref LaneVector counts, ref LaneVector dollars);
}
