using System.Runtime.InteropServices;

namespace UltraCascade.Protocol;

/// <summary>
/// One record of 64 bytes (one cache line), the same in a feed and in the engine's ring.
/// <code>
///  0        8             16            24           32          40      48      56
///  ┌────────┬─────────────┬─────────────┬────────────┬───────────┬───────┬───────┬───────────────────────────────┐
///  │sequence│ engine_ns   │ exchange_ns │ receive_ns │ amount    │ value │ id    │ instr│kind│venue│side│flags│feed│
///  └────────┴─────────────┴─────────────┴────────────┴───────────┴───────┴───────┴───────────────────────────────┘
/// </code>
/// The quantity of a liquidation is not stored: it is notional / price.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct EventRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Size = 64;

    /// <summary>Largest amount accepted, in micro-dollars (10 billion dollars).</summary>
    public const long MaxAmountMicroUsd = 10_000_000_000_000_000L;

    /// <summary>
    /// In a feed the 1-based position, in the ring the engine sequence; 0 = never written. Stored last, with release;
    /// readers load it first, with acquire. Its presence is what makes the rest of the line visible.
    /// </summary>
    [FieldOffset(0)] public long Sequence;

    /// <summary>Engine time in ns since 1970 UTC: max(previous engine time, <see cref="ReceiveNs"/>). 0 in a feed; set by the sequencer.</summary>
    [FieldOffset(8)] public long EngineNs;

    /// <summary>The venue's own time of the event in ns since 1970 UTC. A Gap's beginning.</summary>
    [FieldOffset(16)] public long ExchangeNs;

    /// <summary>When this machine (or the recorder) received it, in ns since 1970 UTC. A Gap's end.</summary>
    [FieldOffset(24)] public long ReceiveNs;

    /// <summary>Liquidation: notional; OpenInterest: open interest; Depth: depth. All in micro-dollars, 0 … <see cref="MaxAmountMicroUsd"/>.</summary>
    [FieldOffset(32)] public long AmountMicroUsd;

    /// <summary>Liquidation and Price: price in quote units (0 = not known); Funding: rate; Depth: spread in basis points. Finite.</summary>
    [FieldOffset(40)] public double Value;

    /// <summary>Liquidation: the venue's trade id or a 64-bit hash of it, 0 = none. Gap: <see cref="GapReason"/>.</summary>
    [FieldOffset(48)] public ulong Id;

    /// <summary>Index into the directory: the feed's own in a feed, the engine's in the ring. 0 = no instrument.</summary>
    [FieldOffset(56)] public ushort Instrument;

    /// <summary>What the record says.</summary>
    [FieldOffset(58)] public RecordKind Kind;

    /// <summary>Index into the venue table: the feed's own in a feed, the engine's in the ring. 0 = no venue.</summary>
    [FieldOffset(59)] public byte Venue;

    /// <summary>Side of the liquidated position.</summary>
    [FieldOffset(60)] public PositionSide Side;

    /// <summary>Facts about the record.</summary>
    [FieldOffset(61)] public RecordFlags Flags;

    /// <summary>Index into the engine's feed table, 255 = the sequencer itself. 0 in a feed; set by the sequencer.</summary>
    [FieldOffset(62)] public byte Feed;

    /// <summary>Zero.</summary>
    [FieldOffset(63)] public byte Reserved;
}
