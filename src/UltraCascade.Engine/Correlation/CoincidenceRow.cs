namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Where one row of a coincidence matrix keeps its decayed sums: five stretches of as many floats as the matrix has lanes, one behind
/// the other. Row = the venue (or instrument) whose events are echoed, lane = the one that echoes.
/// </summary>
public static class CoincidenceRow
{
    /// <summary>Σ miss: events without an echo.</summary>
    public const int Miss = 0;

    /// <summary>Σ null: the chance of that under independence.</summary>
    public const int Null = 1;

    /// <summary>Σ miss², decayed twice as fast.</summary>
    public const int MissMiss = 2;

    /// <summary>Σ miss·null, decayed twice as fast.</summary>
    public const int MissNull = 3;

    /// <summary>Σ null², decayed twice as fast.</summary>
    public const int NullNull = 4;

    /// <summary>Number of stretches.</summary>
    public const int Sums = 5;

    /// <summary>Time constant of the sums in s.</summary>
    public const double DecaySeconds = 300.0;

    /// <summary>τ: an echo comes within this, in ns.</summary>
    public const long EchoNs = 1_000_000_000L;

    /// <summary>m: the local rate is taken from m·τ before and m·τ behind the echo window.</summary>
    public const int RateWindows = 3;

    /// <summary>An event can be evaluated this long after it: (m + 1)·τ, in ns.</summary>
    public const long EvaluateAfterNs = (RateWindows + 1) * EchoNs;

    /// <summary>Below this sum of null a pair is undefined.</summary>
    public const double MinNullMass = 5.0;
}
