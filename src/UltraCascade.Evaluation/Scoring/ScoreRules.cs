namespace UltraCascade.Evaluation.Scoring;

/// <summary>The margins of the protocol (docs/DETECTION.md, evaluation), in ns.</summary>
public static class ScoreRules
{
    /// <summary>An episode may begin this much before a label's onset and still be a hit.</summary>
    public const long BeforeOnsetNs = 30_000_000_000L;

    /// <summary>And this much after its end.</summary>
    public const long AfterEndNs = 60_000_000_000L;

    /// <summary>After a label's end the market has this long to become calm.</summary>
    public const long CalmAfterEndNs = 420_000_000_000L;

    /// <summary>Each such stretch of calm time spent in alarm is one more false alarm.</summary>
    public const long CalmAlarmNs = 600_000_000_000L;
}
