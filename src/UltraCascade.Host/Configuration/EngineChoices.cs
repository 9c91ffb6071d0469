using System.Runtime.Intrinsics;
using UltraCascade.Engine;
using UltraCascade.Host.Threads;

namespace UltraCascade.Host.Configuration;

/// <summary>What <c>auto</c> means on this machine, decided in one place so that whoever asks is told what really runs.</summary>
public static class EngineChoices
{
    /// <summary>What <see cref="ThreadPlanner"/> chooses on the processors of this process.</summary>
    public static Topology Resolve(TopologyChoice choice) => ThreadPlanner.Plan(new EngineSettings { Topology = choice }, Processors.Here).Topology;

    /// <summary>The widest vectors that the machine has and the runtime uses.</summary>
    public static SimdWidth Resolve(SimdChoice choice) => choice switch
    {
        SimdChoice.Scalar => SimdWidth.Scalar,
        SimdChoice.V128 => SimdWidth.V128,
        SimdChoice.V256 => SimdWidth.V256,
        SimdChoice.V512 => SimdWidth.V512,
        _ when Vector512.IsHardwareAccelerated => SimdWidth.V512,
        _ when Vector256.IsHardwareAccelerated => SimdWidth.V256,
        _ when Vector128.IsHardwareAccelerated => SimdWidth.V128,
        _ => SimdWidth.Scalar,
    };

    /// <summary>The choice as the command line writes it.</summary>
    public static string Text(Topology topology) => topology == Topology.Parallel ? "parallel" : "fused";

    /// <summary>The choice as the command line writes it.</summary>
    public static string Text(SimdWidth width) => width switch
    {
        SimdWidth.V128 => "128",
        SimdWidth.V256 => "256",
        SimdWidth.V512 => "512",
        _ => "scalar",
    };

    /// <summary>The choice as the command line writes it.</summary>
    public static string Text(WaitStrategyChoice wait) => wait switch
    {
        WaitStrategyChoice.BusySpin => "busy-spin",
        WaitStrategyChoice.Yielding => "yielding",
        WaitStrategyChoice.Blocking => "blocking",
        WaitStrategyChoice.Adaptive => "adaptive",
        _ => "auto",
    };
}
