namespace UltraCascade.Host.Configuration;

/// <summary>Which clock an engine follows. Fixed when it starts.</summary>
public enum EngineMode
{
    /// <summary>The wall clock.</summary>
    Live,

    /// <summary>The time of recorded data.</summary>
    Replay,
}

/// <summary>How the handlers are laid out over threads. The results are the same, bit for bit.</summary>
public enum TopologyChoice
{
    /// <summary>Fused below four usable processors, else parallel.</summary>
    Auto,

    /// <summary>Sequencer and handlers on one thread.</summary>
    Fused,

    /// <summary>One pinned thread for each handler.</summary>
    Parallel,
}

/// <summary>Width of the vector code. The results are the same, bit for bit; a width the machine lacks runs in software.</summary>
public enum SimdChoice
{
    /// <summary>The widest that the machine has.</summary>
    Auto,

    /// <summary>No vector code.</summary>
    Scalar,

    /// <summary>128 bits.</summary>
    V128,

    /// <summary>256 bits.</summary>
    V256,

    /// <summary>512 bits.</summary>
    V512,
}

/// <summary>How a thread of the engine waits while there is nothing to do.</summary>
public enum WaitStrategyChoice
{
    /// <summary>Busy-spin on processors that are isolated for the engine, else adaptive.</summary>
    Auto,

    /// <summary>Burns the core: lowest latency.</summary>
    BusySpin,

    /// <summary>Spins, then yields the core.</summary>
    Yielding,

    /// <summary>Sleeps on a futex, bounded.</summary>
    Blocking,

    /// <summary>Spins, yields, then sleeps.</summary>
    Adaptive,
}

/// <summary>Whether the engine's threads are bound to processors where no list says which.</summary>
public enum PinningChoice
{
    /// <summary>Where the processors are isolated or the control group's own.</summary>
    Auto,

    /// <summary>Never.</summary>
    None,
}

/// <summary>Whether the code is made warm before the engine goes live.</summary>
public enum WarmUpChoice
{
    /// <summary>On a live instance.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>What calibration chooses for the detector.</summary>
public sealed class DetectorSettings
{
    /// <summary>Alarm threshold h on the log-odds, in nats.</summary>
    public double Threshold { get; set; } = 8;

    /// <summary>Slope a of the probability σ(a·(L − h)).</summary>
    public double Slope { get; set; } = 0.5;
}

/// <summary>Everything an engine process is told at its start. Validated by <see cref="SettingsReader"/>.</summary>
public sealed class EngineSettings
{
    /// <summary>Name of the instance.</summary>
    public string Instance { get; set; } = "default";

    /// <summary>Directory that holds the instances.</summary>
    public string Directory { get; set; } = SharedMemory.InstancePaths.DefaultDirectory;

    /// <summary>Which clock the engine follows.</summary>
    public EngineMode Mode { get; set; } = EngineMode.Live;

    /// <summary>How the handlers are laid out over threads.</summary>
    public TopologyChoice Topology { get; set; } = TopologyChoice.Auto;

    /// <summary>Width of the vector code.</summary>
    public SimdChoice Simd { get; set; } = SimdChoice.Auto;

    /// <summary>How an idle thread waits.</summary>
    public WaitStrategyChoice WaitStrategy { get; set; } = WaitStrategyChoice.Auto;

    /// <summary>Processors to pin the engine's threads to, in the order sequencer, velocity, correlation, signals; empty = as <see cref="Pinning"/> says.</summary>
    public IReadOnlyList<int> Cpus { get; set; } = [];

    /// <summary>What an empty list means.</summary>
    public PinningChoice Pinning { get; set; } = PinningChoice.Auto;

    /// <summary>Slots of the ring, a power of two.</summary>
    public int RingSlots { get; set; } = 16_384;

    /// <summary>Records that are handled, and quiet instruments shown, as one batch when they are waiting already.</summary>
    public int BatchRecords { get; set; } = 64;

    /// <summary>Slots of the signal history, a power of two.</summary>
    public int HistorySlots { get; set; } = 65_536;

    /// <summary>Instruments that the directory holds.</summary>
    public int Instruments { get; set; } = 4_096;

    /// <summary>Feeds that the engine reads.</summary>
    public int Feeds { get; set; } = 64;

    /// <summary>Memory for the events inside the windows, in MiB.</summary>
    public int SlabMegabytes { get; set; } = 256;

    /// <summary>Seconds after its exchange time from which a liquidation counts as late.</summary>
    public double LateSeconds { get; set; } = 3;

    /// <summary>Locks the shared memory into RAM.</summary>
    public bool LockMemory { get; set; }

    /// <summary>Whether the code is made warm before the engine goes live: at most a second.</summary>
    public WarmUpChoice WarmUp { get; set; } = WarmUpChoice.Auto;

    /// <summary>Unix group that may read the regions; empty = the group of the process.</summary>
    public string Group { get; set; } = "";

    /// <summary>What calibration chooses for the detector.</summary>
    public DetectorSettings Detector { get; } = new();
}
