using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UltraCascade.Protocol;

/// <summary>Eight lanes of 32-bit floats: windows of 0.1, 0.5, 2, 10, 60, 300 s, then decayed lanes of 900 and 7200 s.</summary>
[InlineArray(Count)]
public struct LaneVector
{
    /// <summary>Number of lanes.</summary>
    public const int Count = 8;

    private float _element;
}

/// <summary>One float for each <see cref="RiskFactor"/>, 0 … 100.</summary>
[InlineArray(Count)]
public struct RiskFactorVector
{
    /// <summary>Number of factors.</summary>
    public const int Count = 6;

    private float _element;
}

/// <summary>
/// One signal of 256 bytes: four cache lines, times and identity first, numbers after. Slot of the history ring and
/// payload of a <see cref="LatestSlot"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct SignalFrame
{
    /// <summary>Bytes of a frame.</summary>
    public const int Size = 256;

    /// <summary>
    /// In history the 1-based sequence of the frame, stored last with release; <c>WRITING | sequence</c> (bit 63 set) while it
    /// is being written. In latest the sequence of the newest history frame of this instrument (0 = none yet).
    /// </summary>
    [FieldOffset(0)] public long Sequence;

    /// <summary>Sequence of the engine record that caused this frame.</summary>
    [FieldOffset(8)] public long EngineSequence;

    /// <summary>Engine time of the cause in ns since 1970 UTC.</summary>
    [FieldOffset(16)] public long EngineNs;

    /// <summary>Exchange time of the cause in ns since 1970 UTC.</summary>
    [FieldOffset(24)] public long ExchangeNs;

    /// <summary>Receive time of the cause in ns since 1970 UTC.</summary>
    [FieldOffset(32)] public long ReceiveNs;

    /// <summary>Wall clock in ns since 1970 UTC when the frame was stored. Not part of the signal hash.</summary>
    [FieldOffset(40)] public long PublishNs;

    /// <summary>Episode this frame belongs to, 0 = none. (Engine sequence of the alarm's cause) × 2, + 1 for the whole market.</summary>
    [FieldOffset(48)] public ulong EpisodeId;

    /// <summary>Engine time at which the episode began, in ns since 1970 UTC; 0 = none.</summary>
    [FieldOffset(56)] public long EpisodeStartNs;

    /// <summary>Index into the instrument directory; 0 = the whole market.</summary>
    [FieldOffset(64)] public ushort Instrument;

    /// <summary>Side of the positions being liquidated in the episode.</summary>
    [FieldOffset(66)] public PositionSide Side;

    /// <summary>Level now.</summary>
    [FieldOffset(67)] public SignalLevel Level;

    /// <summary>Level of this instrument's frame before this one.</summary>
    [FieldOffset(68)] public SignalLevel PreviousLevel;

    /// <summary>Phase of the episode.</summary>
    [FieldOffset(69)] public EpisodePhase Phase;

    /// <summary>Volatility regime.</summary>
    [FieldOffset(70)] public MarketRegime Regime;

    /// <summary>Bit i set = <see cref="RiskFactors"/>[i] is undefined and its weight was shared out.</summary>
    [FieldOffset(71)] public byte MissingFactors;

    /// <summary>Caveats.</summary>
    [FieldOffset(72)] public SignalFlags Flags;

    /// <summary>Bit v set = venue v liquidated something on this instrument within the last 10 s.</summary>
    [FieldOffset(76)] public uint VenueMask;

    /// <summary>Probability that a cascade is under way, 0 … 1.</summary>
    [FieldOffset(80)] public float Probability;

    /// <summary>The detector's log-odds L in nats; 0 while it has seen nothing.</summary>
    [FieldOffset(84)] public float LogOdds;

    /// <summary>Risk score, 0 … 100.</summary>
    [FieldOffset(88)] public float Risk;

    /// <summary>Pressure, 0 … 1.</summary>
    [FieldOffset(92)] public float Pressure;

    /// <summary>The six factors of the risk score, each 0 … 100.</summary>
    [FieldOffset(96)] public RiskFactorVector RiskFactors;

    /// <summary>Change of the event rate in 1/s², base 2 s.</summary>
    [FieldOffset(120)] public float Acceleration;

    /// <summary>Change of the acceleration in 1/s³, base 2 s.</summary>
    [FieldOffset(124)] public float Jerk;

    /// <summary>Liquidations per second by lane, both sides.</summary>
    [FieldOffset(128)] public LaneVector CountVelocity;

    /// <summary>Dollars per second by lane, both sides.</summary>
    [FieldOffset(160)] public LaneVector UsdVelocity;

    /// <summary>Notional of longs liquidated in the last 60 s, in micro-dollars.</summary>
    [FieldOffset(192)] public long LongMicroUsd60s;

    /// <summary>Notional of shorts liquidated in the last 60 s, in micro-dollars.</summary>
    [FieldOffset(200)] public long ShortMicroUsd60s;

    /// <summary>Mean coincidence E over defined pairs of venues; NaN = undefined.</summary>
    [FieldOffset(208)] public float MeanCoincidence;

    /// <summary>The detector's baseline rate μ in 1/s; NaN while it has seen nothing.</summary>
    [FieldOffset(212)] public float BaselineRate;

    /// <summary>Index of the leading venue, 0 = none claimed.</summary>
    [FieldOffset(216)] public byte LeaderVenue;

    /// <summary>Bit i set = input i of the pressure is missing.</summary>
    [FieldOffset(217)] public byte MissingPressure;

    /// <summary>Zero.</summary>
    [FieldOffset(218)] public ushort Reserved0;

    /// <summary>Zero.</summary>
    [FieldOffset(220)] public uint Reserved1;

    /// <summary>Zero.</summary>
    [FieldOffset(224)] public ulong Reserved2;

    /// <summary>Zero.</summary>
    [FieldOffset(232)] public ulong Reserved3;

    /// <summary>Zero.</summary>
    [FieldOffset(240)] public ulong Reserved4;

    /// <summary>Zero.</summary>
    [FieldOffset(248)] public ulong Reserved5;
}
