namespace UltraCascade.Feeds;

/// <summary>How far a replay is.</summary>
/// <param name="Events">Liquidations given to the feed so far.</param>
/// <param name="TotalEvents">Liquidations in all.</param>
/// <param name="DataNs">Data time reached, in ns since 1970 UTC.</param>
/// <param name="Published">Records published in the feed, ticks and gaps included.</param>
/// <param name="Consumed">Records whose consequences the engine has stored.</param>
/// <param name="ElapsedNs">Wall time since the start.</param>
public readonly record struct ReplayProgress(long Events, long TotalEvents, long DataNs, long Published, long Consumed, long ElapsedNs);
