namespace UltraCascade.Feeds;

/// <summary>
/// What the event coincidence from one venue to another (share of its liquidations echoed there within a second, beyond chance) comes
/// to at the end of a scenario, ten minutes or more after its beginning.
/// </summary>
/// <param name="From">Code of the venue whose liquidations are looked at.</param>
/// <param name="To">Code of the venue on which echoes are looked for.</param>
/// <param name="Defined">False when it cannot be told, because <paramref name="To"/> is throttled and saturated.</param>
/// <param name="Least">Smallest value in at least 95 % of the seeds; negative infinity = no such bound.</param>
/// <param name="Most">Largest value in at least 95 % of the seeds.</param>
public readonly record struct CoincidenceTruth(string From, string To, bool Defined, double Least, double Most);
