namespace UltraCascade.Feeds;

/// <summary>What a replay did.</summary>
/// <param name="Events">Liquidations published.</param>
/// <param name="Ticks">Ticks published.</param>
/// <param name="Gaps">Idle gaps published.</param>
/// <param name="LeftOut">Liquidations without a place in the feed's directory, which was full.</param>
/// <param name="ElapsedNs">Wall time from the first record to the last, and to its consumption when that was waited for.</param>
/// <param name="Completed">False when it was cancelled.</param>
public readonly record struct ReplayStatistics(long Events, long Ticks, long Gaps, long LeftOut, long ElapsedNs, bool Completed);
