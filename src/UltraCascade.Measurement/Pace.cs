using System.Runtime.CompilerServices;

namespace UltraCascade.Measurement;

/// <summary>
/// A schedule of sends at a fixed rate, and from when each send counts.
/// <para>
/// A send that comes late because the one before took long would hide the delay if it counted from its own moment (coordinated
/// omission). So what is late by more than half an interval counts from when it should have been sent; what is on time
/// counts from the clock reading just before the send, which is more exact than the schedule by one turn of the waiting loop.
/// </para>
/// </summary>
internal readonly struct Pace(long startNs, double perSecond)
{
    private readonly double _intervalNs = 1e9 / perSecond;

    /// <summary>When send number <paramref name="index"/>, from 0, should happen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long IntendedNs(long index) => startNs + (long)(index * _intervalNs);

    /// <summary>From when a send counts that happens at <paramref name="nowNs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountsFromNs(long index, long nowNs)
    {
        long intended = IntendedNs(index);
        return nowNs - intended > _intervalNs / 2 ? intended : nowNs;
    }
}
