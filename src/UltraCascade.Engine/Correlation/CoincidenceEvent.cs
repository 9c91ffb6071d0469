namespace UltraCascade.Engine.Correlation;

/// <summary>One liquidation on its way through the coincidence windows, in exchange-time order.</summary>
public struct CoincidenceEvent
{
    /// <summary>The venue's own time of the event in ns since 1970 UTC.</summary>
    public long ExchangeNs;

    /// <summary>Engine index of the instrument.</summary>
    public ushort Instrument;

    /// <summary>Engine index of the venue.</summary>
    public byte Venue;

    /// <summary>Lane of the venue in its instrument's matrix; <see cref="NoLane"/> = none.</summary>
    public byte VenueLane;

    /// <summary>Lane of the venue in the market's matrix; <see cref="NoLane"/> = none.</summary>
    public byte MarketLane;

    /// <summary>Lane of the instrument in the instrument matrix; <see cref="NoLane"/> = none.</summary>
    public byte InstrumentLane;

    /// <summary>Tenancy of that lane: an instrument that lost its lane does not count for its successor.</summary>
    public ushort LaneTenancy;

    /// <summary>No lane.</summary>
    public const byte NoLane = 255;
}
