using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>The two detectors that look at nothing. A scoring under which one of them looks good is no scoring.</summary>
public static class ConstantAlarms
{
    /// <summary>In alarm from the first moment to the last.</summary>
    public static IReadOnlyList<AlarmInterval> Always(long startNs, long endNs) => [new AlarmInterval(startNs, endNs)];

    /// <summary>Never in alarm.</summary>
    public static IReadOnlyList<AlarmInterval> Never { get; } = [];
}
