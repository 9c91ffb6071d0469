using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>One generated liquidation.</summary>
/// <param name="TimeUs">Event time in µs since 1970 UTC.</param>
/// <param name="Venue">Venue code.</param>
/// <param name="Symbol">The venue's own symbol.</param>
/// <param name="Side">Side of the position.</param>
/// <param name="Price">Price in dollars.</param>
/// <param name="Quantity">Quantity in base units.</param>
/// <param name="NotionalUsd">Price × quantity, six decimals.</param>
/// <param name="Id">1-based, in order of time.</param>
public readonly record struct ScenarioRow(
    long TimeUs, string Venue, string Symbol, PositionSide Side, decimal Price, decimal Quantity, decimal NotionalUsd, ulong Id);
