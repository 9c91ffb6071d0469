using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UltraCascade.Protocol;

/// <summary>Up to eight venue indices in order of arrival; 0 = none.</summary>
[InlineArray(Count)]
public struct VenueOrder
{
    /// <summary>Places.</summary>
    public const int Count = 8;

    private byte _element;
}

/// <summary>
/// What is known of one episode, 128 bytes, in the episode table of the signal region: slot = (number − 1) mod capacity. Rewritten while the
/// episode runs; <see cref="Version"/> carries <see cref="WritingMark.Bit"/> while the record is not whole.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct EpisodeRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Size = 128;

    /// <summary>0 = never written; rises with every rewrite.</summary>
    [FieldOffset(0)] public long Version;

    /// <summary>Number of the episode in this region, from 1.</summary>
    [FieldOffset(8)] public long Number;

    /// <summary>Identity, as in the frames.</summary>
    [FieldOffset(16)] public ulong EpisodeId;

    /// <summary>Engine time of the alarm that opened it, ns since 1970 UTC.</summary>
    [FieldOffset(24)] public long StartNs;

    /// <summary>Engine time of the greatest ten-second velocity, ns since 1970 UTC.</summary>
    [FieldOffset(32)] public long PeakNs;

    /// <summary>Engine time at which the alarm was cleared, ns since 1970 UTC; 0 = it is on.</summary>
    [FieldOffset(40)] public long EndNs;

    /// <summary>Liquidations from the estimated onset to the end.</summary>
    [FieldOffset(48)] public long Events;

    /// <summary>Micro-dollars of longs.</summary>
    [FieldOffset(56)] public long LongMicroUsd;

    /// <summary>Micro-dollars of shorts.</summary>
    [FieldOffset(64)] public long ShortMicroUsd;

    /// <summary>Estimated onset: since when the log-odds were above 0 without a break when the alarm came, ns since 1970 UTC.</summary>
    [FieldOffset(72)] public long OnsetNs;

    /// <summary>Index into the instrument directory; 0 = the whole market.</summary>
    [FieldOffset(80)] public ushort Instrument;

    /// <summary>Side of the positions liquidated.</summary>
    [FieldOffset(82)] public PositionSide Side;

    /// <summary>Highest level reached.</summary>
    [FieldOffset(83)] public SignalLevel PeakLevel;

    /// <summary>Phase now.</summary>
    [FieldOffset(84)] public EpisodePhase Phase;

    /// <summary>Venue that led when last a leader could be claimed; 0 = never.</summary>
    [FieldOffset(85)] public byte LeaderVenue;

    /// <summary>Zero.</summary>
    [FieldOffset(86)] public ushort Reserved0;

    /// <summary>Venues in order of their first liquidation since the onset.</summary>
    [FieldOffset(88)] public VenueOrder Venues;

    /// <summary>Greatest ten-second velocity in 1/s.</summary>
    [FieldOffset(96)] public float PeakVelocity;

    /// <summary>Greatest risk score.</summary>
    [FieldOffset(100)] public float PeakRisk;

    /// <summary>Price move from the first to the newest known price since the onset, as a share; NaN = no prices.</summary>
    [FieldOffset(104)] public float PriceMove;

    /// <summary>Zero.</summary>
    [FieldOffset(108)] public uint Reserved1;

    /// <summary>Zero.</summary>
    [FieldOffset(112)] public ulong Reserved2;

    /// <summary>Zero.</summary>
    [FieldOffset(120)] public ulong Reserved3;
}
