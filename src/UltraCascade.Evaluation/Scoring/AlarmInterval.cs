namespace UltraCascade.Evaluation.Scoring;

/// <summary>One alarm of a detector: raised, and later cleared. In ns since 1970 UTC; an alarm open at the end ends with the stream.</summary>
public readonly record struct AlarmInterval(long RaisedNs, long ClearedNs);
