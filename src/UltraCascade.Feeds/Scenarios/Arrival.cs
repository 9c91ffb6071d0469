namespace UltraCascade.Feeds;

/// <summary>One row or record on its way to the receiver, whatever it is stored as.</summary>
/// <param name="Source">Its index where it came from.</param>
/// <param name="Venue">Its venue, as an index.</param>
/// <param name="CanRepeat">Whether it is a liquidation, which a venue sends again after a reconnect.</param>
/// <param name="ExchangeUs">Event time.</param>
/// <param name="ReceiveUs">Receive time.</param>
internal readonly record struct Arrival(int Source, int Venue, bool CanRepeat, long ExchangeUs, long ReceiveUs);
