namespace UltraCascade.Redis;

/// <summary>
/// Names of keys and channels. The names of the superseded system are kept, so that its subscribers keep working; a prefix
/// goes before all of them. On a cluster a name carries the hash tag that keeps together what one command touches.
/// </summary>
public sealed class RedisNames
{
    private const string DefaultInstance = "default";

    private readonly string _prefix;

    /// <param name="prefix">Put before every name.</param>
    /// <param name="instance">The instance whose signals these are: each has a stream of its own.</param>
    public RedisNames(string prefix, string instance)
    {
        _prefix = prefix;
        Stream = prefix + (instance == DefaultInstance ? "cascade:stream" : $"cascade:stream:{instance}");
        PreviousStream = Stream + ":previous";
        Signals = prefix + "cascade:signals";
        Alerts = prefix + "cascade:alerts";
        Critical = prefix + "cascade:critical";
        Gaps = prefix + "cascade:gaps";
        Regime = prefix + "regime:current";
    }

    /// <summary>The stream of the instance's signals.</summary>
    public string Stream { get; }

    /// <summary>Where a stream goes whose ids lie before those of the signals to come.</summary>
    public string PreviousStream { get; }

    /// <summary>Channel of all signals.</summary>
    public string Signals { get; }

    /// <summary>Channel of signals from ALERT on.</summary>
    public string Alerts { get; }

    /// <summary>Channel of signals from CRITICAL on.</summary>
    public string Critical { get; }

    /// <summary>Channel on which losses are told.</summary>
    public string Gaps { get; }

    /// <summary>The market's regime.</summary>
    public string Regime { get; }

    /// <summary>Last signal of an instrument; its absence means that nobody keeps it fresh.</summary>
    public string State(string symbol) => $"{_prefix}cascade:state:{symbol}";

    /// <summary>Velocity of an instrument, a hash of numbers.</summary>
    public string Velocity(string symbol) => $"{_prefix}velocity:{symbol}:current";

    /// <summary>Probability of an instrument.</summary>
    public string Probability(string symbol) => $"{_prefix}cascade:probability:{symbol}";
}
