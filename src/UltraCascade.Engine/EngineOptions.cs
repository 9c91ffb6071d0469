using UltraCascade.Engine.Detection;
using UltraCascade.Protocol;

namespace UltraCascade.Engine;

/// <summary>Which threads the handlers run on. Both give the same signals.</summary>
public enum Topology
{
    /// <summary>Sequencer and all handlers on one thread.</summary>
    Fused,

    /// <summary>One thread for each handler, over the ring.</summary>
    Parallel,
}

/// <summary>Width of the vector code. All give the same signals.</summary>
public enum SimdWidth
{
    /// <summary>Lane by lane.</summary>
    Scalar,

    /// <summary>128 bits.</summary>
    V128,

    /// <summary>256 bits.</summary>
    V256,

    /// <summary>512 bits.</summary>
    V512,
}

/// <summary>What the engine is built with; everything is allocated from these numbers at start.</summary>
public sealed record EngineOptions
{
    /// <summary>Instruments at most.</summary>
    public int Instruments { get; init; } = 4096;

    /// <summary>Bytes of the slab of events, 24 for each event held.</summary>
    public long SlabBytes { get; init; } = 256L << 20;

    /// <summary>Live or replay.</summary>
    public InstanceMode Mode { get; init; } = InstanceMode.Live;

    /// <summary>A liquidation received later than this after its exchange time is flagged Late, in ns.</summary>
    public long LateNs { get; init; } = 3_000_000_000L;

    /// <summary>The detector.</summary>
    public ShiryaevOptions Detector { get; init; } = new();

    /// <summary>Episodes that the region knows already; new ones are numbered on from here.</summary>
    public long FirstEpisode { get; init; }

    /// <summary>
    /// Records that may be handled as one batch when they are waiting already. Of a batch, an instrument on which nothing is going on is shown once, in
    /// its state after its newest record; history frames are the same whatever the batch.
    /// </summary>
    public int BatchRecords { get; init; } = 64;

    /// <summary>Events within seven seconds that the correlation holds, a power of two.</summary>
    public int CoincidenceEvents { get; init; } = 1 << 17;
}
