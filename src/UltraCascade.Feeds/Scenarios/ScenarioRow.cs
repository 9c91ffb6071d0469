using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>One generated liquidation.</summary>
/// <param name="TimeUs">Event time in µs since 1970 UTC.</param>
/// <param name="ReceiveUs">When it arrives; the event time where nothing delays it.</param>
/// <param name="Venue">Venue code.</param>
/// <param name="Symbol">The venue's own symbol.</param>
/// <param name="Side">Side of the position.</param>
/// <param name="Price">Price in dollars.</param>
/// <param name="Quantity">Quantity in base units.</param>
/// <param name="NotionalUsd">Price × quantity, six decimals.</param>
/// <param name="Id">Positive; 1-based in order of event time where no background was added or taken away.</param>
/// <param name="Background">Whether it belongs to the background rather than to an episode.</param>
public readonly record struct ScenarioRow(
    long TimeUs,
    long ReceiveUs,
    string Venue,
    string Symbol,
    PositionSide Side,
    decimal Price,
    decimal Quantity,
    decimal NotionalUsd,
    ulong Id,
    bool Background);
