namespace UltraCascade.Evaluation.Traces;

/// <summary>
/// How a detector turns its value into an alarm: on at <paramref name="RaiseAt"/> or above; off when the value was below
/// <paramref name="ClearBelow"/> at each look for <paramref name="ClearNs"/>. The same automaton for every detector.
/// </summary>
public readonly record struct AlarmRule(double RaiseAt, double ClearBelow, long ClearNs)
{
    /// <summary>A minute, the time all detectors of this room take to clear.</summary>
    public const long MinuteNs = 60_000_000_000L;
}
