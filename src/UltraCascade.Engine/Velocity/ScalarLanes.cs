using UltraCascade.Protocol;

namespace UltraCascade.Engine.Velocity;

/// <summary>The kernel lane by lane: the twin that the vector code is compared with, and what runs under <c>--simd scalar</c>.</summary>
public readonly struct ScalarLanes : ILaneKernel
{
    /// <inheritdoc/>
    public static uint Expired(ref VelocityState state, long engineNs)
    {
        uint mask = 0;
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            if (state.TailNs[lane] <= engineNs - LaneWindows.Ns[lane])
            {
                mask |= 1u << lane;
            }
        }

        return mask;
    }

    /// <inheritdoc/>
    public static void Add(ref VelocityState state, ref Lanes count, ref Lanes microUsd, long engineNs, long entry, long amount)
    {
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            count[lane] += 1;
            microUsd[lane] += amount;
            if (state.TailNs[lane] == long.MaxValue)
            {
                state.TailNs[lane] = engineNs;
                state.Tail[lane] = entry;
            }
        }
    }

    /// <inheritdoc/>
    public static void Grow(ref Lanes microUsd, long engineNs, long eventNs, long amount)
    {
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            if (eventNs > engineNs - LaneWindows.Ns[lane])
            {
                microUsd[lane] += amount;
            }
        }
    }

    /// <inheritdoc/>
    public static void Velocities(ref VelocityState state, ref LaneVector counts, ref LaneVector dollars)
    {
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            counts[lane] = (float)((double)(state.LongCount[lane] + state.ShortCount[lane]) * LaneWindows.PerSecond[lane]);
            dollars[lane] = (float)((double)(state.LongMicroUsd[lane] + state.ShortMicroUsd[lane]) * LaneWindows.DollarsPerSecond[lane]);
        }
    }
}
