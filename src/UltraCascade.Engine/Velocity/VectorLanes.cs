using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Velocity;

/// <summary>The kernel in vectors of one width; twin of <see cref="ScalarLanes"/>.</summary>
/// <typeparam name="TVector">The width.</typeparam>
public readonly struct VectorLanes<TVector> : ILaneKernel
    where TVector : struct, IVectorOf64<TVector>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Expired(ref VelocityState state, long engineNs)
    {
        ref long tails = ref state.TailNs[0];
        ref long windows = ref MemoryMarshal.GetReference(LaneWindows.Ns);
        TVector now = TVector.Broadcast(engineNs);
        uint mask = 0;
        for (int lane = 0; lane < Lanes.Count; lane += TVector.Width)
        {
            TVector limit = now.Subtract(TVector.Load(ref Unsafe.Add(ref windows, lane)));
            mask |= TVector.Load(ref Unsafe.Add(ref tails, lane)).LessOrEqual(limit).TopBits() << lane;
        }

        return mask;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref VelocityState state, ref Lanes count, ref Lanes microUsd, long engineNs, long entry, long amount)
    {
        TVector one = TVector.Broadcast(1);
        TVector usd = TVector.Broadcast(amount);
        TVector empty = TVector.Broadcast(long.MaxValue);
        for (int lane = 0; lane < Lanes.Count; lane += TVector.Width)
        {
            ref long tailNs = ref Unsafe.Add(ref state.TailNs[0], lane);
            ref long tail = ref Unsafe.Add(ref state.Tail[0], lane);
            ref long counts = ref Unsafe.Add(ref count[0], lane);
            ref long dollars = ref Unsafe.Add(ref microUsd[0], lane);
            TVector.Load(ref counts).Add(one).Store(ref counts);
            TVector.Load(ref dollars).Add(usd).Store(ref dollars);
            TVector oldTailNs = TVector.Load(ref tailNs);
            TVector wasEmpty = oldTailNs.Equal(empty);
            wasEmpty.Select(TVector.Broadcast(engineNs), oldTailNs).Store(ref tailNs);
            wasEmpty.Select(TVector.Broadcast(entry), TVector.Load(ref tail)).Store(ref tail);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Grow(ref Lanes microUsd, long engineNs, long eventNs, long amount)
    {
        ref long windows = ref MemoryMarshal.GetReference(LaneWindows.Ns);
        for (int lane = 0; lane < Lanes.Count; lane += TVector.Width)
        {
            ref long dollars = ref Unsafe.Add(ref microUsd[0], lane);
            TVector limit = TVector.Broadcast(engineNs).Subtract(TVector.Load(ref Unsafe.Add(ref windows, lane)));
            TVector outside = TVector.Broadcast(eventNs).LessOrEqual(limit);
            TVector.Load(ref dollars).Add(TVector.Broadcast(amount).AndNot(outside)).Store(ref dollars);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Velocities(ref VelocityState state, ref LaneVector counts, ref LaneVector dollars)
    {
        ref double perSecond = ref MemoryMarshal.GetReference(LaneWindows.PerSecond);
        ref double dollarsPerSecond = ref MemoryMarshal.GetReference(LaneWindows.DollarsPerSecond);
        for (int lane = 0; lane < Lanes.Count; lane += TVector.Width)
        {
            TVector count = TVector.Load(ref Unsafe.Add(ref state.LongCount[0], lane))
                .Add(TVector.Load(ref Unsafe.Add(ref state.ShortCount[0], lane)));
            count.StoreScaled(ref Unsafe.Add(ref perSecond, lane), ref Unsafe.Add(ref counts[0], lane));
            TVector usd = TVector.Load(ref Unsafe.Add(ref state.LongMicroUsd[0], lane))
                .Add(TVector.Load(ref Unsafe.Add(ref state.ShortMicroUsd[0], lane)));
            usd.StoreScaled(ref Unsafe.Add(ref dollarsPerSecond, lane), ref Unsafe.Add(ref dollars[0], lane));
        }
    }
}
