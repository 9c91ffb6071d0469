namespace UltraCascade.Feeds;

/// <summary>How the notional of a contract follows from its price and amount.</summary>
public enum ContractKind
{
    /// <summary>Amount in base units: notional = price × amount.</summary>
    Linear,

    /// <summary>Amount in contracts of a fixed number of dollars: notional = amount × dollars, whatever the price.</summary>
    Inverse,

    /// <summary>Neither: the dollars cannot be known from price and amount (quanto contracts, quotes that are not dollars).</summary>
    Other,
}
