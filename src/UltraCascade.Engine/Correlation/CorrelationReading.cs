namespace UltraCascade.Engine.Correlation;

/// <summary>What coincidence says about one instrument, or about the market.</summary>
public struct CorrelationReading
{
    /// <summary>Mean over defined pairs of max(E_ab, E_ba), clamped to 0 … 1; NaN when no pair is defined.</summary>
    public float MeanCoincidence;

    /// <summary>Venue that leads, 0 = none claimed.</summary>
    public byte Leader;

    /// <summary>Pairs of venues that are defined in at least one direction.</summary>
    public byte DefinedPairs;

    /// <summary>1 = a pair is not reported because a throttled venue is saturated.</summary>
    public byte Censored;

    /// <summary>A reading that says nothing.</summary>
    public static CorrelationReading Undefined => new() { MeanCoincidence = float.NaN };
}

/// <summary>The two readings that belong to one ring slot.</summary>
public struct CorrelationPair
{
    /// <summary>Of the record's instrument.</summary>
    public CorrelationReading Instrument;

    /// <summary>Of the whole market: venues pooled over instruments.</summary>
    public CorrelationReading Market;
}
