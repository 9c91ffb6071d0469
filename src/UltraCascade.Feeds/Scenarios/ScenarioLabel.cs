namespace UltraCascade.Feeds;

/// <summary>The truth about one episode of a generated scenario.</summary>
/// <param name="OnsetUs">Start of the ramp in µs since 1970 UTC.</param>
/// <param name="EndUs">End of the decay.</param>
/// <param name="Kind">What it is; <c>cascade</c>, or <c>ignore</c> for what should count neither way.</param>
/// <param name="Usd">Dollars liquidated from onset to end, background included.</param>
/// <param name="Events">Liquidations from onset to end, background included.</param>
/// <param name="Symbols">Different instruments among them (base assets).</param>
public readonly record struct ScenarioLabel(long OnsetUs, long EndUs, string Kind, decimal Usd, int Events, int Symbols);
